"""A `repr` shows no text of a person and no secret: it ends in logs, tracebacks and debuggers.

Every text of every attrs class of both packages is a canary here. Whoever adds a class or a field
hides it (`compose_core.model.personal`), or adds it to the list below under a reason.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from string import Formatter
from typing import Any

import attrs

import compose_adapters
import compose_core
from canaries import build
from compose_core.errors import Finding, Param, Rejected
from compose_core.errors.catalogue import CATALOGUE

CANARY, END = "kanarie:", "|"

SHOWN = {
    "names that a site or a program gives, and no person": """
        Alias.name Article.folder Article.name ArticleMacro.article ArticleMacro.name
        Attribute.description Attribute.path AttributeValue.name BlockedType.seen
        BusinessObjectMacro.attribute BusinessObjectMacro.exception_article
        BusinessObjectMacro.name Case.department CombinationMacro.name CustomAttribute.name
        CustomAttribute.values CustomerValues.contact_person_types CustomerValues.group_types
        CustomerValues.identification_types CustomerValues.industries CustomerValues.levels
        CustomerValues.regions Department.folders Department.name SiteSnapshot.departments
        IncompleteEntry.missing Limits.blocked_file_types MacroOption.kind MacroOption.name
        Options.department Options.departments Options.queues OptionsDocument.department
        OptionsDocument.departments OptionsDocument.queues
        PartitionSettings.blocked_file_types PartitionSettings.contact_person_types
        PartitionSettings.group_types PartitionSettings.identification_types
        PartitionSettings.industries PartitionSettings.language PartitionSettings.levels
        PartitionSettings.regions Queue.name ReadScope.departments AttributeRow.description
        AttributeRow.macro_name AttributeRow.path Scoped.department Scoped.name SiteChange.path
        SiteFault.path SiteFinding.message
        SiteFinding.name SiteFinding.where UsageLink.name UsageLinkMacro.name
        UsageLinkMacro.usage_link _MacroCheck.place""",
    "which element, department, queue or type a value is of": """
        Activity.department Activity.queue ActivityView.department ActivityView.queue
        ActivityView.subtype ActivityView.type Attachment.content_type BodyContent.type
        CheckedRequest.department CheckedRequest.queue ComposeRequest.department
        ComposeRequest.queue ComposeRequest.subtype ComposeRequest.type
        ContactPoint.priority ContactPoint.type Customer.department CustomerDetails.type
        CustomerView.department CustomerView.type Detail.key Detail.name Disposition.type
        FactsQuery.department FactsQuery.departments Finding.path GroupDetails.type
        Identification.type MacroFacts.queue MediaType.essence Member.attribute
        Member.configured Member.path Member.values MimeAttachment.content_type Scan.kind
        Structured.positions Text.path""",
    "logins, and what a user may do": """
        Activity.created_by AuditEntry.act AuditEntry.actor AuditEntry.detail Ending.act
        Ending.login SiteSnapshot.users Idempotency.user Session.login SiteEntry.actor User.actions
        User.foreign_departments User.home_department User.licences User.login""",
    "ids and versions": """
        Activity.message_id Decision.directory_version Facts.version SiteSnapshot.version
        StoredSite.version Letter.boundary
        Letter.in_reply_to Letter.message_id Letter.references RequestContext.id Site.digest
        SiteEntry.digest StoredFacts.thread""",
    "names of macros": """
        ArticleEntry.name CombinationEntry.name MacroFinding.in_macro MacroFinding.name
        IncompleteEntry.name
        LinkEntry.name Mention.name Span.name Reference.name SourceMapping.name
        ValueEntry.name ValueEntry.path""",
    "words of the program": """
        RequestContext._negotiated
        ActivityStored.command Attribute.quote Body.encoding Definition.name Definition.rule
        Definition.text DeliveryChanged.after DeliveryChanged.before Element.name Element.space
        ErrorDocument.code ErrorMapping.code ErrorMapping.headers ErrorMapping.text Field.default
        Field.into Field.name Field.space Field.space_within Items.name Items.space
        LoginErrorDocument.message Operation.name Operation.summary Parameter.description
        Parameter.name Parameter.values Previews.language RequestContext.path
        Resource.operations Resource.path
        Scalar.schema SchemaDocument.document _Compiled.text _Schema.elements
        _Schema.imports _Schema.space _Schema.types""",
    "the command line's and the demo's own": """
        AppFactory.allowed_origins BindOptions.allowed_origins BindOptions.host
        BindOptions.trusted_proxies Example.about RejectedExample.about RejectedExample.body
        RejectedExample.login RequestArguments.file RequestArguments.login""",
    "of a mail server, but for its login": """
        RecordingServer.extensions RecordingServer.mechanisms RecordingServer.says_no
        SmtpServer.hello SmtpServer.host""",
}
"""Which class and field may show its text, by the reason."""


def classes() -> Iterator[type[Any]]:
    """Every attrs class of both packages."""
    for package in (compose_core, compose_adapters):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations." in found.name:
                continue
            for each in vars(importlib.import_module(found.name)).values():
                if isinstance(each, type) and each.__module__ == found.name:
                    # A named tuple or a dataclass would show all of itself.
                    assert not issubclass(each, tuple), each
                    assert not hasattr(each, "__dataclass_fields__"), each
                    if attrs.has(each):
                        yield each


def named(field: str) -> str:
    """A canary that says which field it is in."""
    return f"{CANARY}{field}{END}"


def shown_by(text: str) -> set[str]:
    """The fields, with their classes, whose canaries a text shows."""
    return {each.partition(END)[0] for each in text.split(CANARY)[1:]}


CLASSES = {f"{each.__module__}.{each.__qualname__}": each for each in classes()}
ALLOWED = {each for names in SHOWN.values() for each in names.split()}


def test_reprs_show_no_texts_but_those_of_the_listed_fields() -> None:
    shown = {name: shown_by(repr(build(kind, named))) for name, kind in CLASSES.items()}
    assert {name: found - ALLOWED for name, found in shown.items() if found - ALLOWED} == {}
    assert set().union(*shown.values()) == ALLOWED, "the list names a field that is hidden"


def test_nested_canaries_are_seen_at_all() -> None:
    # Otherwise the test above would be content with values that are never filled.
    hidden = [each for kind in CLASSES.values() for each in attrs.fields(kind) if not each.repr]
    assert len(CLASSES) > 200
    assert len(hidden) > 100


def test_the_text_of_an_error_shows_no_value() -> None:
    for definition in CATALOGUE.values():
        fields = [name for _, name, _, _ in Formatter().parse(definition.text) if name]
        given: dict[str, Param] = {name: f"{CANARY}{name}{END}" for name in fields}
        finding = Finding(definition, "subject", given)
        error = Rejected([finding])
        assert CANARY not in f"{error!s} {error!r} {finding!r}"
        # The caller is told his own values: in the answer, and on his own terminal.
        assert shown_by(finding.message) == set(fields)
