"""Every contract catches an adapter that breaks it, and by the test that is about the fault."""

import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from compose_core.testing import contracts

PLANTED = Path(__file__).with_name("planted.py")

CAUGHT_BY = {
    "TestClockOfThisPlace": {"test_the_time_is_told_in_utc"},
    "TestIdsOfOneCounterForAllKinds": {"test_a_kind_does_not_use_up_the_ids_of_another"},
    "TestRandomOfFewBits": {"test_no_token_comes_twice"},
    "TestScannerThatBelievesTheName": {"test_a_program_is_seen_whatever_it_is_called"},
    "TestTextThatForgetsTheLinks": {"test_where_a_link_leads_is_told"},
    "TestSanitiserThatKnowsScriptsAlone": {"test_what_acts_goes"},
    "TestEventsThatFailTheCaller": {
        "test_every_event_is_taken_without_a_word",
        "test_many_threads_may_tell_at_once",
    },
    "TestMailerOfOneResult": {"test_every_recipient_has_a_result"},
    "TestStoreThatTakesAnyCustomer": {
        "test_a_department_that_is_not_there_has_no_customers_of_its_own",
        "test_the_departments_own_customer_comes_before_a_shared_one",
        "test_with_departmentalisation_a_shared_customer_is_not_seen",
        "test_an_address_is_taken_by_any_customer_in_reach",
    },
    "TestStoreThatFindsEveryCase": {"test_a_case_of_another_department_is_not_in_the_facts"},
    "TestStoreThatLooksAtNoDirectory": {"test_the_directory_must_not_have_changed"},
    "TestStoreThatForgetsKeys": {"test_posts_of_one_idempotency_key_at_once_make_one_activity"},
    "TestCaseLockThatLocksNothing": {"test_who_locks_a_case_is_overtaken_by_nobody"},
    "TestStoreWhoseThreadFollowsTheIds": {
        "test_the_thread_is_in_the_order_of_the_commits_whatever_the_ids_are"
    },
    "TestOutboxThatWritesOnceOnly": {
        "test_a_write_can_be_repeated_by_who_does_not_know_whether_it_was_stored"
    },
    "TestGroupStoreThatIsAllOrNothing": {
        "test_one_that_is_refused_harms_no_other",
        "test_a_file_that_cannot_be_read_harms_no_other",
        "test_later_ones_see_what_earlier_ones_stored",
        "test_of_one_key_the_first_of_a_group_counts",
    },
    "TestRecordsThatLoseFractionsOfSeconds": {
        "test_an_activity_is_given_back_with_everything_about_it"
    },
    "TestRecordsThatKnowNoScope": {
        "test_what_is_outside_the_scope_is_not_found",
        "test_customers_are_in_a_scope_when_they_are_shared_or_all_are",
        "test_an_activity_is_found_without_a_case_and_customer_that_are_outside",
    },
    "TestSiteThatKeepsItsVersion": {"test_the_version_changes_with_every_change"},
    "TestSitesOfTwoProcessesApart": {"test_each_look_tells_what_another_process_applied"},
    "TestOutboxWithoutFence": {
        "test_a_worker_that_lost_its_lease_writes_nothing",
        "test_a_mail_that_is_nobodys_is_written_by_nobody",
        "test_a_write_can_be_repeated_by_who_does_not_know_whether_it_was_stored",
    },
    "TestDeskThatLeavesNoTrace": {
        "test_an_operators_act_is_stored_with_its_audit_entry",
        "test_an_act_on_a_mail_that_has_changed_leaves_nothing",
        "test_an_act_of_two_changes_of_a_mail_is_stored_whole",
    },
    "TestRetentionThatForgetsWhatIsOpen": {
        "test_what_is_done_and_old_is_forgotten_a_batch_at_a_time",
        "test_what_is_not_done_stays",
        "test_files_of_drafts_and_of_what_is_not_done_stay",
    },
    "TestLinksThatNeverExpire": {
        "test_a_link_opens_until_it_expires",
        "test_openings_leave_two_entries_a_recipient_however_many_there_are",
    },
    "TestSessionsWithoutNumber": {
        "test_one_session_too_many_is_not_kept",
        "test_force_ends_the_session_that_was_opened_first",
        "test_sessions_that_have_ended_make_room",
        "test_sessions_opened_at_once_are_as_many_as_allowed",
    },
    "TestAttemptsThatAreForgiven": {
        "test_attempts_may_be_made_up_to_the_limit",
        "test_an_attempt_beyond_one_limit_counts_under_none",
        "test_a_stretch_ends_when_its_time_is_over",
        "test_who_may_not_try_is_told_what_is_left_of_the_stretch",
        "test_attempts_made_at_once_are_as_many_as_allowed",
    },
    "TestCredentialsForNobody": {"test_nobody_has_no_hash"},
}


@pytest.fixture(scope="module")
def caught(root: Path) -> dict[str, set[str]]:
    command = [sys.executable, "-m", "pytest", "-q", "-rf", "-p", "no:cacheprovider", str(PLANTED)]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert ran.returncode == pytest.ExitCode.TESTS_FAILED, ran.stdout + ran.stderr
    found: defaultdict[str, set[str]] = defaultdict(set)
    for fault, test in re.findall(r"^FAILED \S+::(\w+)::(\w+)", ran.stdout, re.MULTILINE):
        found[fault].add(test)
    return found


@pytest.mark.parametrize("fault", CAUGHT_BY)
def test_a_fault_is_caught_by_the_tests_that_are_about_it(
    fault: str, caught: dict[str, set[str]]
) -> None:
    assert caught[fault] == CAUGHT_BY[fault]


def test_every_contract_has_a_fault_planted() -> None:
    text = PLANTED.read_text()
    planted = set(re.findall(r"^class Test\w+\(c\.(\w+)\)", text, re.MULTILINE))
    assert planted == {name for name in contracts.__all__ if name.endswith("Contract")}
