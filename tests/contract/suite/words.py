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
