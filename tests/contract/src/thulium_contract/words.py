"""Word lists: texts that break careless servers, and headers that ask for a language."""

_NASTY = """'; DROP TABLE users; --|' OR '1'='1|" OR ""="|1; SELECT 1|<script>alert(1)</script>|<b>x</b>
<img src=x>|&amp;
&lt;x&gt;|&#65;|${jndi:ldap://x/a}|${7*7}|{{7*7}}|#{7*7}|<%= 7 %>|%s%s%n|%d|{0}|{}|[]|[1]|{"a":1}|"quoted"
'quoted'|`x`|$(id)|;id|a;b|a|a&b|a=b|a+b|a#b|a?b|a/b|a\\b|\\|\\n|\\0|\\u0000|\\x00|/etc/passwd
../../etc/passwd|..\\..\\x|C:\\x|null|NULL|None|nil|undefined|NaN|Infinity|true|false|True|0|-0|-1|1|00|01|007
1.0|1e5|1e400|0x10|0b1|1_000|1,000|1 000|+1| 1|1 | x|x |  x  |x  y|.|..|...|-|--|_|*|?|%|%%|%25|%2500|%41
%u0041|%c0%af|@|@@|!|~|^|(|)|()|)(|:|::|,|,,|=1+1|=cmd()|admin|root|test|Test|TEST|guest|system|api_user
select|insert|union|drop|script|password|O'Brien|D'Arcy|van der Berg|X Æ A-12|Łukasz Żółć|Müller|Ñandú|Øst|ß|ẞ
İstanbul|ı|ŉ|ﬁ|ﬃ|Ǆ|Å|e\u0301|\u00e9|\u1e9b\u0323|Ω|Ω|\u212a|kK|ſ|Ａ１|①|½|٣|𝟛|Ⅷ|e.e.cummings|http://example.org/
javascript:alert(1)|data:,x|mailto:a@b|file:///x|+48 123 456 789|2024-02-30|12:00|2024-01-01T00:00:00Z|1/2|50%
100%|$5|€|£|5 zł|№|©|™|\u200d|\u200b|x\u200by|\u202ex|\u2066x\u2069|\u00ad|\ufeff|\ufeffx|x\ufeff|\ufffd
\ufffe|\uffff|👍|👍🏽|🇵🇱|👩‍👩‍👧|\U0010ffff|\U000e0001|\U0001d49c|שלום|مرحبا|日本語|한국어|ไทย|नमस्ते|Ελλάδα|Привет
\u0085|\u00a0|\u1680|\u2003|\u2028|\u2029|\u3000|\u00a0x|x\u00a0|\u3000x\u3000|constructor|__proto__
hasOwnProperty|toString|jan\\tkowalski|\\r\\nX: y|Content-Type|Set-Cookie: a=b|Bcc: x|chat_queue_id
customer_id=1|&client_id=2|1234|01234|1234.0"""

NASTY = tuple(each for line in _NASTY.split("\n") for each in line.split("|") if each)
"""Texts that mean something to a database, a shell, a template, a firewall or a font, and nothing to this API."""

_LANGUAGES = """pl|PL|Pl|pl-PL|pl-pl|PL-pl|pl-Latn-PL|en|EN|en-US|en-GB|de|fr-FR|*|||,|;|pl_PL|polish
pol|p|plx|xpl|pl-|-pl
pl.|"pl"||pl;q=1|pl;q=1.0|pl;q=1.000|pl;q=0.001|pl;q=0|pl;q=0.0|pl;q=0.000|pl;q=0.|pl;q=1.|pl;q=0.5|pl;Q=0.5
pl; q=0.5|pl ;q=0.5|pl ; q=0.5|pl;q=2|pl;q=1.001|pl;q=0.1234|pl;q=-1|pl;q=|pl;q|pl;|pl;q=.5|pl;q=a|pl;q=0,5
pl;level=1|pl;q=0.5;x=1|pl;q=1;q=0|pl q=1|pl; q = 1|en,pl|pl,en|en;q=0.5,pl|pl;q=0.5,en|en, pl;q=0.9
en;q=0.9, pl|en;q=0.8,pl;q=0.9|en;q=0.9,pl;q=0.8|en;q=0.5,pl;q=0.5|pl;q=0.5,en;q=0.5|de,pl|de,pl,en|de,en,pl
de;q=1,pl;q=0.2|de;q=1,pl;q=0.2,en;q=0.3|de;q=1,pl;q=0.3,en;q=0.2|*,pl|pl,*|*,en|en,*|*;q=0.5,pl|*;q=0.5,en
*;q=0.5,pl;q=0.4|*;q=0.4,pl;q=0.5|*;q=0.5,en;q=0.4|en;q=0,*|en;q=0,*;q=0.1|pl;q=0,*|en;q=0|en;q=0,pl;q=0
en;q=0,pl;q=0.001|*;q=0|de;q=0|en-US;q=0.9,pl-PL;q=0.8|en-US,pl-PL;q=0.9,*;q=0.5
pl-PL,pl;q=0.9,en-US;q=0.8,en;q=0.7|en-US,en;q=0.9,pl;q=0.8|en-GB;q=0.1,pl;q=0.2|xx,pl;q=0.1|pl;q=0.001,en;q=0
pl;q=0.002,en;q=0.001|en;q=0.002,pl;q=0.001|pl;q=0.999,en|en;q=0.999,pl|pl;q=0.10,en;q=0.9|pl;q=0.9,en;q=0.10
, pl|pl ,|,,pl,,|  pl  |nonsense!,pl|pl!,en|<pl>|pl;q=nonsense,en;q=0.1|en;q=nonsense,pl;q=0.1|pl-1
pl-abcdefgh|pl-abcdefghi|abcdefghi,pl|i-klingon,pl|x-pl|zh-Hant-TW,ja;q=0.9,pl;q=0.8
cs,sk;q=0.9,pl;q=0.8,en;q=0.7|en-pl|pl-en|de-pl|uk,ru;q=0.9,en;q=0.8,pl;q=0.7|\xbf|pl\xbf|\xe9,pl"""

LANGUAGES = tuple(each for line in _LANGUAGES.split("\n") for each in line.split("|"))
"""Values of Accept-Language: preferences, qualities, regions, wildcards, and what is none of them."""

_ELSEWHERE = """/* x */|/*x|*/|// x|-- x|<!-- x -->|<!--|-->|<?php x ?>|<?x?>|<![CDATA[x]]>|]]>|{# x #}|{% x %}|[b]x[/b]
[[x]]|<<x>>|**x**|__x__|~~x~~|#x|@x|:x:|!x|x!|\\101|\\x41|\\u{41}|\\e[0m|\\t|\\r|^M|^[|\\1|$1|=41|=?UTF-8?Q?x?=|+AGE-|&nbsp;
&#x41;|&lt|&quot;|&apos;|&copy;|&|&&|%0A|%C5%BC|%E9|xn--w-uga1v8h|yes|no|y|n|on|off|t|f|none|TRUE|FALSE|N/A|#N/A|n/a|inf|-inf
nan|-Infinity|[object Object]|(null)|<null>|\"\"|''|""|0.0|.0|-0.0|0e0|1e3|1E+2|1e-3|0x1F|0X1f|1Fh|0o7|0b101|1.50
.5|5.|1,5
1.000,50|1'000|1_000_000|9007199254740993|9223372036854775808|-9223372036854775809|123456789012345678901234567890|+48123456789
0048123456789|(22) 123-45-67|2024-01-01|01.02.2024|1/2/24|20240101|12:30|12:30:45|2024-01-01 12:30|2024-W01|Jan 5|5 Jan
6ED7C941-2C8A-411E-95D2-338A9F64800A|{6ed7c941-2c8a-411e-95d2-338a9f64800a}|eA==|YQ=|192.168.0.1|::1|fe80::1|a:b:c|a.b.c
50%|1:2|1 2|A1|a1b2|-x|--x|x-|_x|x_|x.|.x|,x|x,|;x|x;|"x|x"|'x|x'|`|x`|(x|x)|[x|x]|{x|x}|<x|x>|x<|>x|<|>|<>|{
}|"|'|+|=|\\\\
\u1112\u1161\u11ab|\u1100\u1161|\uac00\u11a8|\uf900|a\u0323\u0307|a\u0307\u0323|\u0958|\u2126|\ufb1d|\u0344|\u1e69
s\u0323\u0307|x\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030a|\U0001d15e|\U0002f800|\u0128|I\u0307|i\u0307|\u0149"""

ELSEWHERE = tuple(dict.fromkeys(each for line in _ELSEWHERE.split("\n") for each in line.split("|") if each))
"""Texts that are comments, escapes, words, numbers, times or sequences of marks to some other program."""

_MORE_LANGUAGES = """pl;q=+1~pl;q=1e0~pl;q=5e-1~pl;q="1"~pl;q=1%~pl;q=50%~pl;q=1;~pl;;q=1~pl;q=0.5;q=1~pl;q=1;q=0
pl;q==1~pl;=1~pl;q:1~pl;quality=1~pl;q=01~pl;q=1.0000~pl;q=0.0001~*-PL~pl-*~**~*;q=0,pl;q=0~*,pl;q=0
pl;q=0,*;q=0.5~*;q=0,en;q=0~*;q=0,pl;q=0.1~pl-616~pl-x-private~pl-Latn-PL-x-a-b~pl-PL-u-nu-latn
pl-a-b-c-d-e-f~pl-12345678~1pl~p1~12~pl--PL~pl\xa0~\xa0pl~pl/PL~pl:PL~pl.UTF-8~pl@euro~pl|en~pl en~pl+en
pl&en~(pl)"""

MORE_LANGUAGES = tuple(each for line in _MORE_LANGUAGES.split("\n") for each in line.split("~"))
"""More values of Accept-Language that are hardly preferences, or rare ones."""

_ADDRESSED = "X-Client-IP True-Client-IP CF-Connecting-IP X-Cluster-Client-IP Fastly-Client-IP X-Host"
_CERTIFIED = "SSL-Client-Verify X-SSL-Client-Verify X-Authenticated X-Session X-Forwarded-Email X-Role"
_TRUSTED = """Api-Key ApiKey X-Original-Authorization HTTP-Authorization Redirect-HTTP-Authorization X-Username
PHP-Auth-User X-Forwarded-Access-Token X-Internal X-Internal-Request X-Forwarded-Preferred-Username"""

TRUSTED = tuple(_TRUSTED.split())
"""Headers in which some servers look for who is calling."""

_FIELDS = """X-Forwarded-Proto: http|X-Forwarded-Port: 80|X-Forwarded-Method: GET|X-Forwarded-Ssl: off
X-Original-URL: /api/unknown|X-Original-URI: /x|X-Forwarded-Uri: /x|X-Accel-Redirect: /x|Cookie: lang=pl
Cookie: locale=pl; language=pl|Cookie: PHPSESSID=x|X-Accept-Language: pl|Sec-Purpose: prefetch
Purpose: prefetch|X-Moz: prefetch|Sec-Fetch-Site: cross-site|Sec-Fetch-Dest: document|Sec-Fetch-User: ?1
Sec-CH-UA-Mobile: ?1|Device-Memory: 1|Content-Range: bytes 0-1/2|Content-Disposition: attachment
Content-Location: /x|Content-Digest: sha-256=:AA==:|Digest: sha-256=x|Want-Digest: sha-256|Signature: x
X-CSRF-Token: x|X-XSRF-Token: x|SOAPAction: x|Link: </x>|Trailer: X-Last|X-Request-Start: t=1
X-Timezone: Europe/Warsaw|X-Api-Version: 2|Api-Version: 2|Accept-Version: 2|Accept-Datetime: x
Accept-Patch: *|Accept-Ranges: none|Alt-Used: x|Accept-Encoding: identity;q=0|Accept: */*;q=0
Accept: application/json;q=0.000|A-IM: feed|Depth: 1|Destination: /x|Overwrite: F|If: (<x>)
Lock-Token: <x>|Timeout: 1|X-Dry-Run: 1|X-Validate-Only: 1|X-Mock: 1|X-Sandbox: true|X-Env: test
X-Cache: HIT|Age: 1|Expires: 0|ETag: "x"|Last-Modified: x|Retry-After: 1|X-Requested-By: x
X-Tenant-Id: x|X-System: other|X-Account: 2|X-User-Id: 1|B3: 0|X-B3-TraceId: 53678450401cf|Baggage: k=v
Tracestate: a=b|X-Cloud-Trace-Context: 1"""

MORE_HEADERS = (
    *((name, "127.0.0.1") for name in _ADDRESSED.split()),
    *((name, "x") for name in TRUSTED),
    *((name, value) for name in _CERTIFIED.split() for value in ("SUCCESS", "true", "1", "admin")),
    *((name, value) for name, _, value in (each.partition(": ") for each in _FIELDS.replace("\n", "|").split("|"))),
)
"""Headers that a proxy, a browser or another kind of server reads, and this endpoint does not."""
