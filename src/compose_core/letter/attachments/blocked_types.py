"""The file types that are blocked where the administrator gives no list (S7)."""

from collections.abc import Mapping
from types import MappingProxyType

from compose_core.letter.attachments import contents

BLOCKED_EXTENSIONS = frozenset(
    "exe com bat cmd scr pif msi msp mst cpl dll sys drv ocx jar js jse vb vbs vbe ws wsf wsh wsc"
    " hta ps1 psm1 ps1xml msh lnk url scf reg inf chm hlp gadget application appref-ms"
    " settingcontent-ms msc jnlp library-ms search-ms iqy xbap diagcab sh bash csh ksh zsh run elf"
    " app command pkg dmg apk deb rpm iso img vhd vhdx xll wll".split()
)
"""The built-in list: extensions, in lower case."""

BLOCKED_CONTENT_TYPES = frozenset(
    {
        # exe, com, scr, dll, sys, drv, cpl, pif
        "application/exe",
        "application/vnd.microsoft.portable-executable",
        "application/x-dosexec",
        "application/x-exe",
        "application/x-ms-dos-executable",
        "application/x-msdos-program",
        "application/x-msdownload",
        "application/x-winexe",
        # bat, cmd, ps1
        "application/bat",
        "application/x-bat",
        "application/x-powershell",
        "text/x-msdos-batch",
        "text/x-powershell",
        # msi, msp, mst, application, appref-ms, gadget, msc, library-ms, search-ms, iqy, xbap,
        # diagcab
        "application/vnd.ms-search+xml",
        "application/windows-library+xml",
        "application/windows-search-connector+xml",
        "application/x-ms-application",
        "application/x-ms-installer",
        "application/x-msi",
        "application/x-ms-xbap",
        "application/x-windows-gadget",
        "text/x-ms-iqy",
        # jar, and the classes in it; jnlp
        "application/java-archive",
        "application/java-vm",
        "application/x-java-applet",
        "application/x-java-archive",
        "application/x-java-class",
        "application/x-java-jnlp-file",
        "application/x-java-vm",
        # js, jse, vbs, vbe, wsf, wsc, hta
        "application/ecmascript",
        "application/hta",
        "application/javascript",
        "application/x-ecmascript",
        "application/x-javascript",
        "application/x-vbs",
        "text/ecmascript",
        "text/javascript",
        "text/jscript",
        "text/livescript",
        "text/scriptlet",
        "text/vbs",
        "text/vbscript",
        "text/x-ecmascript",
        "text/x-javascript",
        # lnk, url, reg, inf
        "application/internet-shortcut",
        "application/x-ms-shortcut",
        "application/x-mswinurl",
        "application/x-setupscript",
        "application/x-url",
        "text/x-ms-regedit",
        # chm, hlp
        "application/vnd.ms-htmlhelp",
        "application/winhlp",
        "application/x-chm",
        "application/x-winhelp",
        # sh, bash, csh, ksh, zsh
        "application/x-bsh",
        "application/x-csh",
        "application/x-ksh",
        "application/x-sh",
        "application/x-shar",
        "application/x-shellscript",
        "application/x-zsh",
        "text/x-csh",
        "text/x-script.sh",
        "text/x-sh",
        "text/x-shellscript",
        # elf, run
        "application/x-elf",
        "application/x-executable",
        "application/x-object",
        "application/x-pie-executable",
        "application/x-sharedlib",
        # app, command, pkg, dmg
        "application/vnd.apple.installer+xml",
        "application/x-apple-diskimage",
        "application/x-mach-binary",
        "application/x-mach-o-executable",
        "application/x-newton-compatible-pkg",
        # apk, deb, rpm
        "application/vnd.android.package-archive",
        "application/vnd.debian.binary-package",
        "application/x-deb",
        "application/x-debian-package",
        "application/x-redhat-package-manager",
        "application/x-rpm",
        # iso, img, vhd, vhdx
        "application/vnd.efi.img",
        "application/vnd.efi.iso",
        "application/x-cd-image",
        "application/x-iso9660-image",
        "application/x-raw-disk-image",
        "application/x-vhd",
        "application/x-vhd-disk",
        "application/x-vhdx-disk",
    }
)
"""The built-in list: content types, in lower case, without parameters."""

EXTENSIONS_OF_KIND: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        contents.PE: frozenset("exe com scr pif cpl dll sys drv ocx xll wll".split()),
        contents.ELF: frozenset("elf bin run".split()),
        contents.MACH_O: frozenset("app command bin".split()),
        contents.JAVA_CLASS: frozenset("class jar".split()),
        contents.SHORTCUT: frozenset("lnk url".split()),
        contents.SCRIPT: frozenset("sh bash csh ksh zsh run command".split()),
    }
)
"""The extensions that a content of a kind would rightly have."""
