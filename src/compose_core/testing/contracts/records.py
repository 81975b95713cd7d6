"""What Records must give back: all that a Store was given."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import attrs
import pytest

from compose_core.model.activity import Activity, ActivityStatus, Recipient
from compose_core.model.address import Address
from compose_core.model.attachment import CHUNK_OCTETS, Attachment, Content, InMemory
from compose_core.model.custom_attribute import AttributeValue
from compose_core.model.customer import (
    ContactPerson,
    ContactPoint,
    Customer,
    CustomerDetails,
    EmailPoint,
    GroupDetails,
    Identification,
    PhonePoint,
    PostalPoint,
    WebPoint,
)
from compose_core.model.delivery import Delivery, DeliveryState, Visibility
from compose_core.model.personal import hide_texts
from compose_core.records import ActivityRecord, CaseRecord
from compose_core.testing import builders, decisions
from compose_core.testing.contracts.storage import Storage
from compose_core.testing.contracts.store import again, commit


class RecordsContract:
    """A subclass gives the fixture ``storage``: a new `Storage` for every test."""

    @pytest.fixture
    def applied(self, storage: Storage) -> Storage:
        """The store, with the site of the builders."""
        storage.site.apply(builders.site())
        return storage

    def test_what_is_not_there_is_not_found(self, applied: Storage) -> None:
        assert applied.records.activities([1, 2]) == ()
        assert applied.records.case(1) is None
        assert applied.records.customer(1) is None

    def test_an_activity_is_given_back_with_everything_about_it(self, applied: Storage) -> None:
        sent = commit(applied, full_activity(), customer=full_customer())
        assert applied.records.activities([1]) == (
            ActivityRecord(
                activity=sent.activity,
                case=sent.case,
                customer=full_customer(),
                deliveries=(
                    Delivery("pat@example.com", Visibility.TO, DeliveryState.QUEUED),
                    Delivery("kim@example.com", Visibility.CC, DeliveryState.QUEUED),
                    Delivery("boss@example.com", Visibility.BCC, DeliveryState.QUEUED),
                ),
                audit=(sent.audit,),
            ),
        )

    def test_a_draft_is_given_back(self, applied: Storage) -> None:
        draft = again(
            1, status=ActivityStatus.DRAFT, sender=None, text=None, html=None, message_id=""
        )
        sent = commit(applied, draft, messages=())
        (found,) = applied.records.activities([1])
        assert (found.activity, found.deliveries) == (sent.activity, ())

    def test_who_gets_no_mail_is_kept(self, applied: Storage) -> None:
        kept = Recipient(Address.parse(builders.CUSTOMER), Visibility.TO)
        commit(applied, again(1, secure=True), messages=(), kept=(kept,))
        (found,) = applied.records.activities([1])
        assert found.deliveries == (Delivery(builders.CUSTOMER, Visibility.TO, DeliveryState.KEPT),)

    def test_every_notification_is_the_delivery_of_its_own_recipient(
        self, applied: Storage
    ) -> None:
        own = again(1, secure=True, bcc=(Address.parse("boss@example.com"),))
        mails = tuple(
            attrs.evolve(decisions.message(own), recipients=(recipient,))
            for recipient in own.recipients
        )
        commit(applied, own, messages=mails)
        (found,) = applied.records.activities([1])
        assert [delivery.address for delivery in found.deliveries] == [
            "pat@example.com",
            "boss@example.com",
        ]

    def test_activities_come_in_the_order_of_their_ids_each_once(self, applied: Storage) -> None:
        for number in (3, 1, 2):
            address = f"p{number}@example.com"
            own = again(number, case_id=number, customer_id=number, to=Address.parse(address))
            commit(applied, own)
        found = applied.records.activities(iter([2, 3, 2, 1, 9]))
        assert [record.activity.id for record in found] == [1, 2, 3]

    def test_a_case_is_given_back_with_its_activities_oldest_first(self, applied: Storage) -> None:
        first = commit(applied)
        known_case = first.case
        second = commit(applied, again(2), known_customer=first.customer, known_case=known_case)
        found = applied.records.case(1)
        assert found is not None
        assert found == CaseRecord(
            attrs.evolve(known_case, version=1), applied.records.activities([1, 2])
        )
        assert [each.activity for each in found.activities] == [first.activity, second.activity]

    def test_a_customer_is_given_back_with_everything_about_it(self, applied: Storage) -> None:
        commit(applied, customer=full_customer())
        assert applied.records.customer(1) == full_customer()
        assert applied.store.facts(decisions.query()).customer == full_customer()

    @pytest.mark.parametrize(
        "size", [0, 1, CHUNK_OCTETS - 1, CHUNK_OCTETS, CHUNK_OCTETS + 1, 3 * CHUNK_OCTETS + 7]
    )
    def test_a_file_is_given_back_octet_for_octet_as_often_as_asked(
        self, applied: Storage, size: int
    ) -> None:
        octets = bytes(number % 251 for number in range(size))
        file = Attachment("application/octet-stream", "a.bin", InMemory(octets))
        commit(applied, again(1, attachments=(file,)))
        kept = only_file(applied)
        assert (kept.file_name, kept.content_type) == ("a.bin", "application/octet-stream")
        assert kept.content.size == size
        assert [b"".join(kept.content.chunks()) for _ in range(2)] == [octets, octets]

    def test_a_file_that_comes_in_odd_pieces_is_given_back_whole(self, applied: Storage) -> None:
        file = Attachment("text/plain", "odd.txt", InPieces((b"", b"a" * 300_000, b"b", b"c" * 9)))
        commit(applied, again(1, attachments=(file,)))
        assert b"".join(only_file(applied).content.chunks()) == b"a" * 300_000 + b"b" + b"c" * 9

    def test_several_files_keep_their_order(self, applied: Storage) -> None:
        names = ("b.txt", "a.txt", "b.txt")
        files = tuple(Attachment("text/plain", n, InMemory(n.encode() * 9)) for n in names)
        commit(applied, again(1, attachments=files))
        (found,) = applied.records.activities([1])
        assert [file.file_name for file in found.activity.attachments] == list(names)


@attrs.frozen(field_transformer=hide_texts())
class InPieces:
    """A content that comes as it likes."""

    pieces: tuple[bytes, ...]

    @property
    def size(self) -> int:
        """How many octets there are."""
        return sum(map(len, self.pieces))

    def chunks(self) -> Iterator[bytes]:
        """The pieces."""
        yield from self.pieces


def only_file(storage: Storage) -> Attachment:
    """The one file of the first activity."""
    (found,) = storage.records.activities([1])
    (file,) = found.activity.attachments
    content: Content = file.content
    assert content.size >= 0
    return file


def full_activity() -> Activity:
    """An activity with a value in every member, some of them hard to carry."""
    return again(
        1,
        status=ActivityStatus.COMPLETED,
        created=builders.NOON + timedelta(microseconds=123_456),
        subject="Grüße, 日本 \N{PILE OF POO} 'quoted' %s :name --",
        text="line\n\ttab\n",
        html="<p>\N{NO-BREAK SPACE}&amp;</p>",
        cc=(Address.parse("kim@example.com"), Address.parse("PAT@example.com")),
        bcc=(Address.parse("boss@example.com"),),
        queue="outbound",
        priority=7,
        due_date=builders.NOON + timedelta(days=3, milliseconds=1),
        custom_attributes=(AttributeValue("product", "router"), AttributeValue("seats", "-5")),
        secure=True,
    )


def full_person() -> ContactPerson:
    """A contact person with a value in every member."""
    names = (field.name for field in attrs.fields(ContactPerson))
    members: dict[str, Any] = {name: f"the {name}" for name in names}
    return ContactPerson(
        **members
        | {
            "has_direct_mailing_consent": True,
            "has_direct_calling_consent": False,
            "has_holding_data_consent": None,
            "identification": Identification("Passport", "C01X00T47"),
            "contact_points": full_points(),
        }
    )


def full_points() -> tuple[ContactPoint, ...]:
    """One contact point of each type, with a value in every member."""
    phone = PhonePoint("1", "home", "49", "30", "7", "weekdays", "mornings")
    return (
        ContactPoint("email", EmailPoint(builders.CUSTOMER), "high"),
        ContactPoint("phone", phone, "low"),
        ContactPoint("postal", PostalPoint("s1", "s2", "city", "state", "zip", "land")),
        ContactPoint("web", WebPoint("https://example.com/")),
    )


def full_customer() -> Customer:
    """A customer with a value in every member."""
    one_document = ContactPerson("Lee", identification=Identification("Passport", None))
    details = CustomerDetails(
        type="group",
        contact_persons=(full_person(), ContactPerson("Kim"), one_document),
        name="Group",
        group=GroupDetails("Association", "North", "9" * 19, "much"),
        role="Partner",
        how_referred="Website",
        level="Gold",
        industry="Telecom",
        pin="0042",
        market_segment="segment",
        entitlements="entitled",
        custom_attributes=(AttributeValue("serial", "a-1"),),
    )
    return Customer(1, builders.DEPARTMENT, details)
