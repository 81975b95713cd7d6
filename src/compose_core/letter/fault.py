"""Why a letter cannot be mailed."""
