"""The adapters of `compose_core`: one room each, none of which needs the extra of another."""
