"""Which files are not mailed."""

import pytest

from compose_core.letter.attachments import (
    BLOCKED_CONTENT_TYPES,
    BLOCKED_EXTENSIONS,
    EXTENSIONS_OF_KIND,
    BlockedType,
    FileEvidence,
    blocked_types_of,
    is_blocked,
    sniff,
)

EXE = BlockedType(FileEvidence.EXTENSION, "exe")


@pytest.mark.rule("S7")
@pytest.mark.parametrize("extension", sorted(BLOCKED_EXTENSIONS))
def test_the_built_in_list_blocks_an_extension(extension: str) -> None:
    assert blocked_types_of(f"x.{extension.upper()}.txt", "text/plain", None) == (
        BlockedType(FileEvidence.EXTENSION, extension),
    )


@pytest.mark.rule("S7")
def test_the_built_in_list_is_that_of_the_specification() -> None:
    assert (
        " ".join(sorted(BLOCKED_EXTENSIONS))
        == "apk app application appref-ms bash bat chm cmd com command cpl csh deb diagcab dll dmg"
        " drv elf exe gadget hlp hta img inf iqy iso jar jnlp js jse ksh library-ms lnk msc msh"
        " msi msp mst ocx pif pkg ps1 ps1xml psm1 reg rpm run scf scr search-ms"
        " settingcontent-ms sh sys url vb vbe vbs vhd vhdx wll ws wsc wsf wsh xbap xll zsh"
    )


@pytest.mark.rule("S7")
@pytest.mark.parametrize("content_type", sorted(BLOCKED_CONTENT_TYPES))
def test_the_built_in_list_blocks_a_content_type(content_type: str) -> None:
    assert blocked_types_of("x.txt", f"{content_type.title()}; a=b", None) == (
        BlockedType(FileEvidence.CONTENT_TYPE, content_type),
    )


@pytest.mark.rule("S7")
@pytest.mark.parametrize("kind", EXTENSIONS_OF_KIND)
def test_the_built_in_list_blocks_a_kind_of_content(kind: str) -> None:
    assert blocked_types_of("x.png", "image/png", kind) == (
        BlockedType(FileEvidence.CONTENT, kind),
    )


@pytest.mark.rule("S7")
def test_every_reason_is_told_once() -> None:
    assert blocked_types_of("a.exe", "application/x-msdownload; name=b.exe", "PE") == (
        EXE,
        BlockedType(FileEvidence.CONTENT_TYPE, "application/x-msdownload"),
        BlockedType(FileEvidence.CONTENT, "PE"),
    )


@pytest.mark.rule("S7")
@pytest.mark.parametrize("content_type", ["application/pdf", "image/png", "", "no type", "text/("])
def test_a_harmless_file_is_mailed(content_type: str) -> None:
    assert not is_blocked("order.pdf", content_type, None)
    assert not is_blocked("order.pdf", content_type, "a kind that a host's own scanner knows")


@pytest.mark.rule("S7")
@pytest.mark.parametrize(
    "content_type",
    [
        'image/png; name="x.exe"',
        "image/png;NAME = x.exe",
        "image/png; filename=x.exe",
        'image/png; name="x\\.e\\xe"',
        "image/png; name*=utf-8''x%2Eexe",
        'image/png; name*0="x.e"; name*1="xe"',
        'image/png; name="=?utf-8?q?x=2Eexe?="',
        'image/png (a (nested) comment); name="x.exe"',
        'image/png; name="(.exe"; x=")"',
    ],
)
def test_a_name_in_the_declared_type_is_judged(content_type: str) -> None:
    assert EXE in blocked_types_of("x.png", content_type, None)


@pytest.mark.rule("S7")
@pytest.mark.parametrize(
    "content_type",
    ["application/(really)x-msdownload", "application / x-msdownload", "Application/X-MSDownload;"],
)
def test_a_blocked_content_type_is_seen_through_its_spelling(content_type: str) -> None:
    assert BlockedType(FileEvidence.CONTENT_TYPE, "application/x-msdownload") in blocked_types_of(
        "x.txt", content_type, None
    )


@pytest.mark.rule("S7")
def test_a_given_list_replaces_the_built_in_one() -> None:
    given = (" .PDF", "Image/PNG")
    assert is_blocked("a.pdf", "text/plain", None, given)
    assert is_blocked("a.txt", "image/png; x=y", None, given)
    assert not is_blocked("a.exe", "application/x-msdownload", "PE", given)
    assert not is_blocked("a.exe", "application/x-msdownload", "PE", ())


@pytest.mark.rule("S7")
@pytest.mark.parametrize(
    ("entry", "kind"),
    [("dll", "PE"), ("lnk", "shortcut"), ("bash", "script"), ("jar", "Java class"), ("bin", "ELF")],
)
def test_a_given_extension_blocks_its_kind_of_content(entry: str, kind: str) -> None:
    assert is_blocked("a.png", "image/png", kind, (entry,))
    assert not is_blocked("a.png", "image/png", kind, ("js",))


@pytest.mark.rule("S7")
@pytest.mark.parametrize(
    ("octets", "kind"),
    [
        (b"MZ\x90\x00\x03\x00", "PE"),
        (b"\x7fELF\x02\x01\x01\x00", "ELF"),
        (bytes.fromhex("feedface"), "Mach-O"),
        (bytes.fromhex("feedfacf"), "Mach-O"),
        (bytes.fromhex("cefaedfe"), "Mach-O"),
        (bytes.fromhex("cffaedfe"), "Mach-O"),
        (bytes.fromhex("cafebabe00000002"), "Mach-O"),
        (bytes.fromhex("cafebabf00000002"), "Mach-O"),
        (bytes.fromhex("bebafeca02000000"), "Mach-O"),
        (bytes.fromhex("bfbafeca02000000"), "Mach-O"),
        (bytes.fromhex("cafebabe00000034"), "Java class"),
        (bytes.fromhex("cafebabe0003002d"), "Java class"),
        (bytes.fromhex("cafebabe"), "Java class"),
        (bytes.fromhex("4c0000000114020000000000c000000000000046"), "shortcut"),
        (b"[InternetShortcut]\r\nURL=file://x", "shortcut"),
        (b"\xef\xbb\xbf\r\n[INTERNETSHORTCUT]", "shortcut"),
        (b"#!/bin/sh\n", "script"),
        (b" \t\r\n#! /bin/sh", "script"),
        (b"\xef\xbb\xbf#!/bin/sh", "script"),
        ("\ufeff\n#!/bin/sh".encode("utf-16-le"), "script"),
        ("\ufeff#!/bin/sh".encode("utf-16-be"), "script"),
        (b"", None),
        (b"%PDF-1.7", None),
        (b"\x89PNG\r\n\x1a\n", None),
        (b"PK\x03\x04", None),
        (b"# a heading\n#!", None),
        (b"plain text", None),
        (b"LMZ", None),
    ],
)
def test_a_content_is_known_by_its_first_octets(octets: bytes, kind: str | None) -> None:
    assert sniff(octets) == kind
