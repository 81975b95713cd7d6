"""The clauses that findings put into their sentences, each translated by itself (F5)."""

from compose_core.errors.finding import Phrase

# What stands against an address (F1).
ADDRESS_SHAPE = Phrase("it must look like name@domain.example")
ADDRESS_TOO_LONG = Phrase("it has {length} characters, and at most {limit} are allowed")
ADDRESS_CHARACTER = Phrase("it may not contain {character}")
ADDRESS_ENCODED_WORD = Phrase("'=?' is not allowed before the @")
ADDRESS_LOCAL_TOO_LONG = Phrase("what stands before the @ is too long")
ADDRESS_DOMAIN_TOO_LONG = Phrase("the domain after the @, or a part of it, is too long")
ADDRESS_WHOLE_TOO_LONG = Phrase("it is longer than mail systems allow")
ADDRESS_DOT = Phrase("a dot stands at the beginning or the end of a part, or beside another")
ADDRESS_HYPHEN = Phrase("a hyphen stands at the beginning or the end of a part of the domain")
ADDRESS_BEFORE_AT = Phrase("a character before the @ is not allowed there")
ADDRESS_AFTER_AT = Phrase("the part after the @ is no domain name")
ADDRESS_OTHER = Phrase("no mail system would take it as it is written")

# What a value of a customer must be (C4).
EXPECTED_ADDRESS = Phrase("an email address ({reason})")
EXPECTED_DIGITS = Phrase("digits")
EXPECTED_URL = Phrase("a whole address such as https://www.example.com/")
EXPECTED_PAST_DAY = Phrase("a day in the past such as 1980-12-31")

# What a custom attribute is of, and takes (E13).
OF_ACTIVITIES = Phrase("activities")
OF_CUSTOMERS = Phrase("customers")
TAKES_ONE_OF = Phrase("which takes one of: {values}")
TAKES_STRING = Phrase(
    "which takes 1 to 255 letters, digits, spaces and @ : . _ - & , ( ) ? # = ' \""
)
TAKES_INTEGER = Phrase("which takes an integer from -2^63 to 2^63-1")
TAKES_DATE = Phrase("which takes a UTC date such as 2030-01-31T12:00:00Z")

# Where a blocked file type was seen (S7).
SEEN_IN_EXTENSION = Phrase("extension {seen}")
SEEN_IN_CONTENT_TYPE = Phrase("content type {seen}")
SEEN_IN_CONTENT = Phrase("content {seen}")

# The parts of a message (M2).
PART_SUBJECT = Phrase("subject")
PART_TEXT = Phrase("text")
PART_HTML = Phrase("html")

# Why a body is not well-formed JSON.
JSON_BYTE_ORDER_MARK = Phrase("a byte order mark stands before it")
JSON_STRING = Phrase("this string has no end, or a character that none may hold")
JSON_UNREADABLE = Phrase("nothing in JSON is written like this")
JSON_NOT_UTF_8 = Phrase("these octets are not UTF-8")
JSON_VALUE = Phrase("a value is expected here")
JSON_END = Phrase("the end is expected here")
JSON_NAME = Phrase("a name in quotation marks is expected here")
JSON_COLON = Phrase("':' is expected here")
JSON_COMMA = Phrase("',' or '{closing}' is expected here")
JSON_FURTHER_ITEM = Phrase("a further item is expected here")

# Why a body is not well-formed XML.
XML_NUL = Phrase("U+0000 stands here; send UTF-8")
XML_VERSION = Phrase("the version of XML is '{version}', not '1.0'")
XML_SYNTAX = Phrase("nothing in XML is written like this")
XML_NO_ELEMENT = Phrase("it ends where an element, or the end of one, is expected")
XML_CHARACTER = Phrase("a character stands here that XML does not allow in this place")
XML_UNCLOSED = Phrase("what begins here has no end")
XML_CUT_OFF = Phrase("it ends within a character")
XML_END_TAG = Phrase("this end tag is not that of the element that is open")
XML_ATTRIBUTE_TWICE = Phrase("this attribute is given twice")
XML_AFTER_ROOT = Phrase("something follows the root element")
XML_ENTITY = Phrase("this entity is none of XML's own five")
XML_REFERENCE = Phrase("no character has this number")
XML_DECLARATION_PLACE = Phrase("the XML declaration may stand at the very beginning alone")
XML_CDATA = Phrase("this CDATA section has no end")
XML_PREFIX = Phrase("this prefix has no namespace")
XML_DECLARATION = Phrase("the XML declaration is not written as it must be")
XML_OTHER = Phrase("XML does not allow this here")

# Why a multipart body, or a header in it, cannot be read (H4).
AN_ELEMENT = Phrase("an element")
AN_ATTRIBUTE = Phrase("an XML attribute")
MULTIPART_END = Phrase("the body ends before its last boundary")
MULTIPART_BEGINNING = Phrase("the body does not begin with its boundary")
MULTIPART_LINE_FEED = Phrase("a line ends with LF alone; end it with CR and LF")
MULTIPART_NOT_UTF_8 = Phrase("a header is not in UTF-8")
MULTIPART_HEADER = Phrase("a header is not a name, a colon and a value on one line")
DISPOSITION_REPEATED = Phrase("it is given more than once")
DISPOSITION_TYPE = Phrase("it names no type")
DISPOSITION_PARAMETER = Phrase("a parameter is not a name, '=' and a value")
DISPOSITION_FILE_NAME = Phrase("filename* is not as RFC 5987 writes it")
DISPOSITION_CHARACTER_SET = Phrase("filename* is not in the character set that it names")
NAME_OF_PART = Phrase("{path} of the part {name}")

# What is wrong with an idempotency key (A5).
KEY_LENGTH = Phrase("it has {length}")
KEYS_DIFFER = Phrase("{count} differing ones are given")
