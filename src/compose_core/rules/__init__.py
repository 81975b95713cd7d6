"""Rules: what a request must be, judged by itself and against facts.

Both kinds are plain functions in public tuples; a host adds its own.
"""

from compose_core.rules.against_facts import FACT_RULES, FactRule, check_facts
from compose_core.rules.request_alone import REQUEST_RULES, RequestRule, check_request

__all__ = [
    "FACT_RULES",
    "REQUEST_RULES",
    "FactRule",
    "RequestRule",
    "check_facts",
    "check_request",
]
