"""What strangers send when they mean well, to be mutated; and the words that parsers look for."""

import base64
import struct

from hubbub.clients.link.registration import WANTED
from hubbub.clients.view.view import TABLE
from hubbub.node.config.definition import Config, keys
from hubbub.wire import proxy_header
from hubbub.wire.irc import read as irc_read
from hubbub.wire.plain.commands import COMMANDS

ODD = (
    *(
        b"",
        b" ",
        b"  ",
        b"\r",
        b"\n",
        b"\r\n",
        b"\0",
        b":",
        b" :",
        b"@",
        b";",
        b"=",
        b",",
        b"\\",
        b"\\:",
        b"%",
        b"#",
        b"/",
        b"//",
    ),
    *(b"\x01", b"\x03", b"\x7f", b"\x80", b"\xff", b"\xc3", "é".encode(), "ſı".encode(), "\u3000".encode()),
    *(
        "\u202e\u2028".encode(),
        "😀".encode(),
        b"\xed\xa0\x80",
        b"\xef\xbb\xbf",
        b"0",
        b"-1",
        b"65536",
        b"99999999999999999999",
    ),
    *("٣".encode(), "²".encode(), b"1e400", b"*", b"?", b"[", b"]", b"..", b"true"),
)
CLIENT = (
    b"CAP LS 302",
    b"NICK ann",
    b"USER ann 0 * :Ann Example",
    b"PASS :open sesame",
    b"CAP REQ :message-tags -batch server-time",
    b"@label=7;+hubbub/cid=a-1;+reply=x\\:y PRIVMSG #lobby,bob :hello \x02there\x02",
    b"PRIVMSG #lobby :\x01ACTION waves\x01",
    b"@+typing=active TAGMSG #lobby",
    b"JOIN #a,#b key,",
    b"MODE #a +ovl-k ann bob 10 key",
    b"MODE ann +i-w",
    b"KICK #a bob,carl :out",
    b"LIST >3,<100,#a*",
    b"WHO #lobby %tcuhnf,42",
    b"CHATHISTORY BETWEEN #lobby timestamp=2026-11-23T10:00:00.000Z msgid=abc 50",
    b"CHATHISTORY TARGETS timestamp=2026-11-23T10:00:00Z timestamp=2262-04-11T23:47:16.854775807Z 5",
    b"WEBIRC secret gateway host.example 192.0.2.1 :secure local-port=1",
    b"KLINE 60 *!*@192.0.2.* :no more",
    b":ann!a@h TOPIC #a :",
)
SERVER = (
    b":hub.local CAP * LS * :batch=a sasl=PLAIN message-tags hubbub/resume\r\n:hub.local CAP * LS :"
    + b" ".join(word.encode() for word in WANTED),
    b":hub.local CAP * ACK :batch hubbub/resume message-tags sasl\r\nAUTHENTICATE +\r\n:hub.local 903 ann :in",
    b":hub.local CAP * NAK :batch sasl\r\n:hub.local 433 * ann :taken\r\n:hub.local FAIL RESUME INVALID_TOKEN :no",
    b":hub.local RESUME SUCCESS ann\r\n"
    b":hub.local RESUME TOKEN abc\r\n"
    b":hub.local 001 ann :Welcome\r\n"
    b":hub.local PONG hub.local hubbub-ready\r\n"
    b"PING :1",
    b":hub.local 005 ann CHANTYPES=#& PREFIX=(qaohv)~&@%+ CHANMODES=b,k,l,imnst NETWORK=x\\x20y "
    b"CASEMAPPING=ascii CHATHISTORY=50 NICKLEN=30 -WHOX :are supported",
    b":ann!a@h JOIN #a ann :Ann\r\n"
    b":hub.local 353 ann = #a :@ann +bob!b@h carl\r\n"
    b":hub.local 366 ann #a :end\r\n"
    b":hub.local 332 ann #a :topic\r\n"
    b":hub.local 333 ann #a bob!b@h 1795000000\r\n"
    b":hub.local 329 ann #a 1795000000",
    b"@time=2026-11-23T10:00:00.123Z;msgid=m1;account=bob;+reply=m0 :bob!b@h PRIVMSG #a :ann: look\r\n"
    b":bob!b@h PRIVMSG ann :\x01ACTION nods\x01\r\n"
    b"@+typing=active :bob!b@h TAGMSG #a",
    b":hub.local BATCH +1 chathistory #a\r\n"
    b"@batch=1;time=2026-11-23T09:00:00.000Z;msgid=m0 :bob!b@h PRIVMSG #a :before\r\n"
    b":hub.local BATCH -1",
    b"@label=L1 :hub.local BATCH +2 labeled-response\r\n"
    b"@batch=2 :hub.local BATCH +3 netsplit a b\r\n"
    b"@batch=3 :bob!b@h QUIT :split\r\n"
    b":hub.local BATCH -3\r\n"
    b":hub.local BATCH -2",
    b":ann!a@h JOIN #a\r\n"
    b":bob!b@h JOIN #a\r\n"
    b":hub.local MODE #a +ov-b bob ann *!*@x\r\n"
    b":bob!b@h KICK #a ann :out\r\n"
    b":bob!b@h PART #a :bye\r\n"
    b":bob!b@h QUIT :gone\r\n"
    b":bob!b@h NICK :ann2\r\n"
    b":ann!a@h NICK carl\r\n"
    b":bob!b@h INVITE ann #b",
    b":bob!b@h AWAY :lunch\r\n"
    b":bob!b@h ACCOUNT *\r\n"
    b":bob!b@h CHGHOST x y\r\n"
    b":bob!b@h SETNAME :Bob B\r\n"
    b":bob!b@h TOPIC #a :new\r\n"
    b":hub.local MARKREAD #a timestamp=2026-11-23T10:00:00.000Z",
    b":hub.local FAIL PRIVMSG INVALID_CID x :wrong\r\n"
    b":hub.local NOTE * CODE :well\r\n"
    b":hub.local 404 ann #a :cannot\r\n"
    b":hub.local 311 ann bob b h * :Bob\r\n"
    b":hub.local 352 ann #a b h hub.local bob H@ :0 Bob\r\n"
    b":hub.local 322 ann #a 3 :topic\r\n"
    b":hub.local 315 ann #a :end\r\n"
    b"ERROR :closing",
)
HTTP = (
    b"GET /ws HTTP/1.1\r\n"
    b"Host: 127.0.0.1:7500\r\n"
    b"Upgrade: websocket\r\n"
    b"Connection: keep-alive, Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    b"Sec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Protocol: other, text.ircv3.net\r\n"
    b"Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=15\r\n"
    b"\r\n",
    b"GET /ws HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: "
    + base64.b64encode(b"0123456789abcdef")
    + b"\r\nSec-WebSocket-Version: 13\r\n\r\n",
    b"POST /join HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
)


def frame(opcode: int, payload: bytes, fin: bool = True, mask: bytes = b"\1\2\3\4") -> bytes:
    size = len(payload)
    head = struct.pack("!BB", opcode | fin << 7, 0x80 | min(size, 126)) + (
        struct.pack("!H", size) if size > 125 else b""
    )
    return head + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))


FRAMES = (
    frame(1, b"NICK ann") + frame(2, b"USER a 0 * :a"),
    frame(1, "PRIVMSG #lobby :grüße 😀".encode()),
    frame(2, b"PRIVMSG #lobby :\xff" + b"x" * 300),
    frame(1, b"PING", fin=False) + frame(9, b"still there?") + frame(0, b" 1"),
    frame(8, struct.pack("!H", 1000) + b"bye"),
    frame(10, b"") + frame(2, b"", fin=False) + frame(0, b""),
    b"\x81\xfe\x02\x01" + b"\0" * 40,
    b"\x82\xff" + struct.pack("!Q", 1 << 40),
)
SIGNATURE = proxy_header.V2
PROXIES = (
    b"PROXY TCP4 192.0.2.1 198.51.100.2 56324 7500\r\nNICK ann\r\n",
    b"PROXY TCP6 2001:db8::1 ::ffff:198.51.100.2 1 65535\r\n",
    b"PROXY UNKNOWN ffff:f...f:ffff\r\n",
    SIGNATURE + b"\x21\x11\0\x0c\xc0\0\2\1\xc6\x33\x64\2\xdc\4\x1d\x4c" + b"hello",
    SIGNATURE + b"\x21\x21\0\x2c" + bytes(range(36)) + b"\x20\0\5\1\0\0\0\0",
    SIGNATURE + b"\x20\0\0\0",
    SIGNATURE + b"\x21\x31\0\xd8" + b"/run/x".ljust(108, b"\0") * 2,
)
MARKUP = (
    b"ann: **bold *both* bold** _it_ `code` and ``a`b`` https://example.org/a_(b).",
    b"```py\nprint(1)\n``` #lobby, @zo\xc3\xab \x02b\x1di\x0f \x0304,12red\x03 \x04ff0000x",
    b"(https://x.org/?a=[1]), *a* **a** ***a*** __a__ _a*b_c* `` ` ``",
)
HOSTS = (
    b"127.0.0.1:7500",
    b"chat.example.org. https://chat.example.org",
    b"[2001:db8::1]:80 http://[2001:db8::1]",
    b"localhost:7500 http://localhost:7500",
    b"a.b http://user:pw@a.b:99999/x?y#z",
)
FORWARDED = (
    b"192.0.2.1, 10.0.0.1",
    b"[2001:db8::1]:443,::ffff:10.0.0.2,127.0.0.1:99",
    b"unknown, _hidden",
    b"fe80::1%eth0",
)
PLAIN = (
    b"hello everybody\n",
    "grüße 😀\r\nund mehr".encode(),
    *(f"/{name} ann some words\n".encode() for name in COMMANDS),
    b"//not a command\n/nick \n/ \n/\n",
    b"x" * 100 + b"\n/" + b"y" * 100,
    b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    b"Content-Length: 3\r\n",
    b"FROB /" + b"a" * 90,
)
TOML = (
    b'[server]\nname = "hub.example.org"\nmotd = ["a", "b"]\npassword = "x"\n',
    b'[[listen]]\nhost = "127.0.0.1"\nport = 7500\ntls = "auto"\n\n'
    b'[[listen]]\nhost = "::1"\nport = 7501\nproxy-protocol = true\n'
    b'[proxy]\nallow-from = ["10.0.0.0/8", "private"]\n',
    b'[exposure]\nplaintext-guests = "private"\nguests = "anyone"\n[limits]\nnick-length = 30\ntopic-length = 390\n',
    b'[channels]\nautojoin = ["#lobby"]\n[[operator]]\nname = "ann"\n[log]\nformat = "json"\nlevel = "info"\n',
    b"a.b.c = {x = [1, 2.5e3, 0xff, 1979-05-27T07:32:00Z], 'y' = '''z'''}\n[a.b.d]\n",
)
KEYS = tuple(
    word.encode()
    for section, one in keys(Config)
    for word in (f"[{section}]\n", *(f"{key} = " for key, _ in keys(one.metadata["kind"])))
)
IRC_WORDS = tuple(f"{command} ".encode() for command in irc_read.COMMANDS)
SERVER_WORDS = (
    *(f":hub.local {command} ann ".encode() for command in TABLE),
    b"@batch=1 ",
    b"@label=L1 ",
    b"\r\n",
    b"#a ",
    b"ann",
    b" bob!b@h ",
)
HTTP_WORDS = (
    b"Upgrade: ",
    b"Connection: ",
    b"Sec-WebSocket-Key: ",
    b"Sec-WebSocket-Protocol: ",
    b"Sec-WebSocket-Version: ",
    b"HTTP/1.1",
    b"binary.ircv3.net",
)
LINES = tuple(line + b"\r\n" for line in (*CLIENT, b"x" * 64, b"x" * 65))
