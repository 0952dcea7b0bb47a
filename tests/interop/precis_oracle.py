"""How Debian's precis_i18n and idna read code points and strings: lines of JSON in, lines of JSON out.

["version"]        the Unicode version of both, and of Python
["table", NAME]    one letter for each code point: see TABLES
[PROFILE, STRING]  {"enforced": string or null, "prepared": boolean, "known": boolean}

`enforced` is the library's own answer. `prepared` tells whether the library's own classes hold every code point before
any mapping but width, which RFC 8265 and 8266 ask for first ("preparation") and the library does not. `known` is false
when a code point is unassigned in this Python's Unicode.
"""

import json
import sys
import unicodedata

import idna
import idna.idnadata
from precis_i18n import get_profile
from precis_i18n.derived import derived_property

PROFILES = {
    "UsernameCaseMapped": get_profile("UsernameCaseMapped:ToLower"),
    "OpaqueString": get_profile("OpaqueString"),
    "Nickname": get_profile("NicknameCasePreserved"),
    "NicknameKey": get_profile("NicknameCaseMapped:ToLower"),
}
UCD = PROFILES["OpaqueString"].base.ucd
CLASS = {"PVALID": "P", "FREE_PVAL": "F", "CONTEXTJ": "C", "CONTEXTO": "C", "DISALLOWED": "-", "UNASSIGNED": "-"}
BIDI = {"R": "R", "AL": "R", "AN": "A", "EN": "E", "L": "L", "NSM": "N"}
BIDI.update(dict.fromkeys(("ES", "CS", "ET", "ON", "BN"), "o"))
U_LABEL = {
    code
    for packed in idna.idnadata.codepoint_classes["PVALID"]
    for code in range(packed >> 32, packed & 0xFFFFFFFF)
}


def script(code):
    if UCD.greek_script(code):
        return "G"
    if UCD.hebrew_script(code):
        return "H"
    return "J" if UCD.hiragana_katakana_han_script(code) else "-"


TABLES = {
    "class": lambda code: CLASS[derived_property(code, UCD)[0]],
    "u-label": lambda code: "P" if code in U_LABEL else "-",
    "bidi": lambda code: BIDI.get(unicodedata.bidirectional(chr(code)), "-"),
    "joining": lambda code: UCD._join_type(code) or "-",
    "virama": lambda code: "V" if UCD.combining_virama(code) else "-",
    "script": script,
    "known": lambda code: "-" if unicodedata.category(chr(code)) == "Cn" and not UCD.noncharacter(code) else "K",
}


def enforced(profile, text):
    try:
        if profile != "U-label":
            return PROFILES[profile].enforce(text)
        idna.check_label(text)
        return text
    except (UnicodeError, ValueError, IndexError):
        return None


def ask(question, subject=None):
    if question == "version":
        return {"precis": unicodedata.unidata_version, "idna": idna.idnadata.__version__}
    if question == "table":
        return "".join(map(TABLES[subject], range(0x110000)))
    rules = PROFILES.get(question)
    narrow = rules.width_mapping_rule(subject) if rules else subject
    allowed = "PC" if question == "UsernameCaseMapped" else "PCF"
    return {
        "enforced": enforced(question, subject),
        "prepared": not rules or all(TABLES["class"](ord(char)) in allowed for char in narrow),
        "known": all(TABLES["known"](ord(char)) == "K" for char in subject),
    }


for line in sys.stdin:
    print(json.dumps(ask(*json.loads(line))), flush=True)
