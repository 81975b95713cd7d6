"""Lines about security: one a decision, whatever a stranger wrote."""

import json
import logging

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compose_adapters.security_log import note

HOSTILE = st.text(st.characters(), max_size=600)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actor=HOSTILE, source=HOSTILE)
def test_no_text_steers_the_log(caplog: pytest.LogCaptureFixture, actor: str, source: str) -> None:
    caplog.clear()
    caplog.set_level(logging.INFO, logger="compose_core.security")
    note("login", "refused", actor=actor, source=source, number=3)
    [line] = [each.getMessage() for each in caplog.records]
    assert line.isascii()
    assert line.isprintable()
    head, tail = line.split(" actor=", 1)
    assert head == "event=login outcome=refused"
    told, end = json.JSONDecoder().raw_decode(tail)
    assert told == actor[:255]
    assert tail[end:].startswith(' source="')
    assert line.endswith(" number=3")
