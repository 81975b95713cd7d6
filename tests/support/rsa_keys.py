"""A key for signatures, made anew from a seed so that no private key is kept in the project."""

import base64
import random

import attrs

_EXPONENT = 65537
_WITNESSES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)
_RSA = bytes.fromhex("300d06092a864886f70d0101010500")


@attrs.frozen
class RsaKey:
    """A key that is too short and too well known for anything but a test."""

    pem: bytes
    dns_record: bytes


def rsa_key(seed: int = 0) -> RsaKey:
    """The 1,024-bit key of a seed, with the DKIM record that publishes it."""
    chance = random.Random(seed)  # noqa: S311 - reproducible on purpose
    p, q = sorted((_prime(chance), _prime(chance)), reverse=True)
    private = pow(_EXPONENT, -1, (p - 1) * (q - 1))
    numbers = (0, p * q, _EXPONENT, private, p, q)
    speeds = (private % (p - 1), private % (q - 1), pow(q, -1, p))
    return RsaKey(_pem(_sequence(*numbers, *speeds)), _record(_sequence(p * q, _EXPONENT)))


def _prime(chance: random.Random) -> int:
    while True:
        # The two highest bits make the product one of full length.
        candidate = chance.getrandbits(512) | 3 << 510 | 1
        if candidate % _EXPONENT != 1 and _is_prime(candidate):
            return candidate


def _is_prime(number: int) -> bool:
    if any(number % witness == 0 for witness in _WITNESSES):
        return False
    twos = ((number - 1) & (1 - number)).bit_length() - 1
    return all(_passes(number, witness, twos) for witness in _WITNESSES)


def _passes(number: int, witness: int, twos: int) -> bool:
    power = pow(witness, (number - 1) >> twos, number)
    powers = [pow(power, 1 << each, number) for each in range(twos)]
    return powers[0] == 1 or number - 1 in powers


def _sequence(*numbers: int) -> bytes:
    return _der(0x30, b"".join(map(_integer, numbers)))


def _integer(number: int) -> bytes:
    # One bit more than the number has, for its sign.
    return _der(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    length = size.to_bytes((size.bit_length() + 7) // 8 or 1, "big")
    return bytes((tag, *([] if size < 0x80 else [0x80 | len(length)]), *length)) + content


def _pem(der: bytes) -> bytes:
    label = b"RSA PRIVATE KEY-----"
    return b"-----BEGIN " + label + b"\n" + base64.encodebytes(der) + b"-----END " + label + b"\n"


def _record(public: bytes) -> bytes:
    info = _der(0x30, _RSA + _der(0x03, b"\x00" + public))
    return b"v=DKIM1; k=rsa; p=" + base64.b64encode(info)
