"""The encodings that Ruby knows, by their names: nothing else names one, whatever codecs Python may have."""

from __future__ import annotations

from typing import Final

_WITH_CODEC: Final = """
Windows-874 CP874
Windows-31J CP932 csWindows31J SJIS PCK
UTF-8 CP65001
US-ASCII ASCII ANSI_X3.4-1968 646
UTF-16BE UCS-2BE
UTF-16LE
UTF-32BE UCS-4BE
UTF-32LE UCS-4LE
UTF-16
UTF-32
EUC-JP eucJP
Big5
Big5-HKSCS Big5-HKSCS:2008
CP949
EUC-KR eucKR
GB18030
GBK CP936
ISO-8859-1 ISO8859-1
ISO-8859-2 ISO8859-2
ISO-8859-3 ISO8859-3
ISO-8859-4 ISO8859-4
ISO-8859-5 ISO8859-5
ISO-8859-6 ISO8859-6
ISO-8859-7 ISO8859-7
ISO-8859-8 ISO8859-8
ISO-8859-9 ISO8859-9
ISO-8859-10 ISO8859-10
ISO-8859-11 ISO8859-11
ISO-8859-13 ISO8859-13
ISO-8859-14 ISO8859-14
ISO-8859-15 ISO8859-15
ISO-8859-16 ISO8859-16
KOI8-R CP878
KOI8-U
Shift_JIS
Windows-1250 CP1250
Windows-1251 CP1251
Windows-1252 CP1252
Windows-1253 CP1253
Windows-1254 CP1254
Windows-1257 CP1257
IBM437 CP437
IBM775 CP775
CP850 IBM850
IBM852
CP852
IBM855
CP855
IBM857 CP857
IBM860 CP860
IBM861 CP861
IBM862 CP862
IBM863 CP863
IBM864 CP864
IBM865 CP865
IBM866 CP866
IBM869 CP869
Windows-1258 CP1258
macCyrillic
macGreek
macIceland
macRoman
macTurkish
CP950
IBM037 ebcdic-cp-us
EUC-JIS-2004 EUC-JISX0213
GB2312 EUC-CN eucCN
ISO-2022-JP ISO2022-JP
ISO-2022-JP-2 ISO2022-JP2
Windows-1256 CP1256
Windows-1255 CP1255
TIS-620
"""
_WITHOUT_CODEC: Final = """
UTF8-MAC UTF-8-MAC UTF-8-HFS
Big5-UAO
CESU-8
Emacs-Mule
EUC-TW eucTW
IBM720 CP720
IBM737 CP737
GB1988
macCentEuro
macCroatian
macRomania
macThai
macUkraine
CP951
stateless-ISO-2022-JP
eucJP-ms euc-jp-ms
CP51932
GB12345
CP50220
CP50221
MacJapanese MacJapan
UTF-7 CP65000
UTF8-DoCoMo
SJIS-DoCoMo
UTF8-KDDI
SJIS-KDDI
ISO-2022-JP-KDDI
stateless-ISO-2022-JP-KDDI
UTF8-SoftBank
SJIS-SoftBank
"""
"""Those that Ruby knows and nobody here reads or writes."""


def _by_name(lines: str) -> dict[str, str]:
    return {name.upper(): line.split()[0] for line in lines.strip().splitlines() for name in line.split()}


KNOWN: Final = {**_by_name(_WITH_CODEC), "BINARY": "ASCII-8BIT", "ASCII-8BIT": "ASCII-8BIT"}
"""Each name of an encoding, in upper case, with the encoding's own name."""
UNREADABLE: Final = _by_name(_WITHOUT_CODEC)
"""The same for those without a codec."""
_CODECS: Final = {"Windows-31J": "CP932", "Windows-874": "CP874"}


def own_name(name: str) -> str:
    """An encoding's name in Ruby's own spelling."""
    return KNOWN.get(name.upper(), name)


def inner_name(name: str) -> str | None:
    """What a known encoding is called inside, upper case and known to Python too; None for any other."""
    known = KNOWN.get(name.upper())
    return None if known is None else _CODECS.get(known, known.upper())
