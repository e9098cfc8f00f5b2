"""Words that may mean harm. Finding one raises a text to the duty list; finding none changes nothing: it is read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

HARM: Final = (
    "hurt", "harmed", "harming", "hit me", "hits me", "hitting me", "beat me", "beats me", "beating me", "beaten",
    "punch", "kick me", "kicks me", "kicked me", "kicking me", "slap", "choke", "strangl", "burn me", "burns me",
    "burned me", "burnt me", "burning me", "bruise", "hits my", "hit my", "hitting my", "beats my", "beating my",
    "suicid", "end my life", "end it all", "take my life", "better off without me",
    "want to live", "wanna live", "self harm", "selfharm", "cut myself", "cutting myself", "cut my wrist",
    "cut my arm", "cutting my arm", "cut my leg", "overdos", "hang myself", "hanging myself", "unalive", "to be alive",
    "abuse", "abusing", "abusive", "touched me", "touches me", "touching me", "rape", "raping", "molest", "groomed",
    "grooming", "sexual", "nudes", "naked", "made me do", "makes me do", "forced me", "forces me",
    "unsafe", "not safe", "feel safe", "be safe", "in danger", "scared", "afraid", "frighten", "terrified", "threat",
    "weapon", "knife", "knives", "stabb", "run away", "ran away", "running away", "starv", "nobody feeds", "not fed",
    "no food", "locked in", "locked me", "locks me", "lock me",
)  # fmt: skip
"""Found at the start of a word."""
HARM_WHOLE: Final = (
    "kms", "kys", "die", "dies", "died", "dying", "dieing", "dead", "kill", "kills", "killed", "killing", "killer",
)  # fmt: skip
"""Short ones: found as a whole word alone. Diego and Killian fill in their names, and the diet club is no danger."""

_PARTS: Final = {
    "WHOM": r"(?:me|us|him|her|them|mum|mom|mummy|mam|dad|daddy|(?:my|our|his) \w+|the (?:baby|kids?|boys?|girls?))",
    "PERSON": (
        r"(?:me|us|him|her|them|mum|mam|dad|nan|gran|(?:my|our|his|her|the|a) (?:(?:little|baby|big|old|foster|best) )?"
        r"(?:brother|sister|mum|mam|dad|nan|gran|grandad|baby|friend|cousin|kids?|child|children|partner|wife|man|lady"
        r"|woman|resident|son|daughter|boy|girl|dog|cat|hands?|arms?|legs?|face|head|back|feet|foot|hair|neck|fingers?))"
    ),
    "BODY": r"(?:arms?|legs?|wrists?|thighs?|skin|stomach|body)",
    "PRIVATE": r"(?:privates?|private parts?|bum|bits|chest|boobs?|breasts?|willy|penis|vagina|down there|body)",
    "TABLETS": r"(?:pills|tablets|meds|medication|paracetamol)",
    "NOT": r"(?:dont|do not|didnt|never|cant|cannot)",
    "WANT": r"(?:want to|wanna|wana|want 2|wont to|wish to)",
}
_PATTERNS: Final = r"""
hert|hitted|hited|hitt?in
(?:hit|hits|hitting|smack\w*|spank\w*|whack\w*|beat|beats|beating|bit(?:e|es)|pinch\w*|belts|batters?|shov\w+) WHOM
(?:kick(?:s|ed|ing)?|shak(?:e|es|ing)|drag(?:s|ged)?|smash\w*|(?:spat|spits?) (?:on|at)) WHOM
throws? (?:things|stuff) at WHOM
(?:push|pushes|pushed|pull\w*|throw\w*|threw|grab\w*|pins?|pinned) (?:me|us|her|him|mum|my (?:hair|throat|arm|neck))\b
(?:get|got|getting|gets) (?:beat|hit|smacked|kicked)|smashed my|cigs? out on|have burns|battered
(?:hands?|arm) (?:round|around|on|over) my (?:neck|throat|mouth)|cant breathe when|holds? me down
(?:has|got|have|with) (?:a|the|his|her) (?:gun|machete|blade|bat)|stab(?:s|bed|bing)?\b|gun\b|black ?mail|assault
touch\w* (?:me|her|him|us|my PRIVATE)|(?:hands?|fingers?) (?:down|in|up|on) my (?:pants|top|skirt|trousers|PRIVATE)
made (?:me|us|her|him) (?:touch|watch|take|undress|kiss|have|do)
(?:make|makes|making) (?:me|us) (?:have|touch|undress|kiss|carry|sell|steal)
sex\b|s xual|private ?parts?|my privates|porn|(?:his|my) dick|dick pic|shows?(?:ed)? me (?:his|her)|kiss\w* me and
r ?ped\b
(?:in|into|in to|on) (?:my )?bed (?:with me|at night)|com(?:es|ing) (?:in|into) my (?:bed|room)|no clothes
without (?:my )?clothes
(?:pics?|pictures?|photos?|videos?) of my body|post my (?:pics?|photos?)|watches me (?:in|when|get)
(?:does|did|do) (?:stuff|things) to me|forced (?:him|her|his|them)self|forced his self
(?:im|i am) 1[0-5] (?:\w+ ){0,8}pregnant
says hes my boyfriend
fgm\b|groom(?:s|ed) me|(?:she|sister|i|girls?) (?:was|were|be|get|got) cut\b|marry (?:someone|a man|him)
away to get married|(?:carry|sell|run)(?:ing)? drugs|county lines
NOT WANT (?:be here|be alive|wake up|exist|live|go on|go home)|NOT live|(?:WANT|gonna|going to|ready to) end it
(?:end|ending) (?:it|my life)\b|wish i (?:was|were|had) (?:never born|ded|gone|not here)|never wake up
WANT disappear|(?:all|everything) to stop|cant (?:go on|do this any ?more|take (?:it|this) any ?more|cope)
(?:nobody|no ?one) would (?:miss|care)|better off (?:if|when|without)|jump (?:off|in front)
(?:took|take|taken|taking|swallow\w*) (?:\w+ ){0,4}TABLETS|(?:drank|drink) bleach|drown|noose|(?:tied|got) a rope
(?:been|keep|kept|started|am|im) (?:cutting|scratching|burning)\b(?! (?:out|up|the|paper|down))
cut(?:s|ting)? (?:my|her|his) BODY
(?:keep|kept) hurting|self harm\w*|i sh (?:every|a lot|again)|s h$|su[is]+[cs]id|suiside|sucid|sewerslide
k[i1]+l+ (?:my|me|mi|her|him|us)|un ?alive|(?:WANT|want|wish i was) (?:2 |to |too )?(?:dye|dieing|ded|di)\b|ded\b
(?:no|whats the) (?:point|reason) (?:in |to |of )?(?:living|live|life)|life isnt worth|done with life|hate myself
make myself sick
(?:no|not enough|never any|isnt any) (?:food|dinner|tea)|always hungry
(?:wont|doesnt|dont|never|didnt) (?:let me eat|feed)
not allowed out|locks? the door|cant get out|(?:left|leaves?) (?:us|me) (?:alone|on our own|on my own)
alone all (?:week|night|day)
passes out|(?:carer|mum|dad|mam) is drunk|(?:no ?one|nobody) (?:\w+ )?look after me
sleep\w* (?:rough|in the park|outside|on the street)|kicked out|(?:i|want to|wanna) (?:ran|run) off
sk[ae]+red|scard\b|NOT (?:want to |wanna )?go home|hides? from (?:him|her|dad)|gets mad and
(?:tell|told|say) any ?(?:one|body) (?:he|she|they)|our (?:little |special )?secret|keep it (?:a )?secret
nobody believes
^(?:please )?(?:i need )?help(?: ?me)?(?: please)?$|please help me|i am in trouble|follows me home|stalk|bullied
cyber ?bull
(?:hands?|fingers?) (?:under|inside|on) my (?:clothes|top|shirt|skirt|leg|thigh|knee)|(?:rubs?|strok\w*) (?:my|me)\b
(?:dont|do not|mustnt|must not|cant|never|not allowed to) tell (?:ur|your|my|any|the|no)
(?:meet|met) (?:me )?(?:online|on a game)|online wants to meet|come to his (?:house|flat|room|car)|get in(?:to)? his car
(?:abroad|away) to (?:get married|be a wife)|(?:made|have|got|forced) to (?:marry|get married|carry|deliver)
(?:hold|carry|sell|deliver|run|drop)(?:s|ing)? (?:drugs|packets|packages|weed|stuff for)|take (?:me|her) home to marry
cut girls|my turn (?:this summer|to be cut)|(?:throw\w*|threw) (?:a|the|his|her|my) \w+ at WHOM
is bleeding|till (?:i|they|she|he) bleed|(?:broke|breaks|twist\w*|snap\w*|dislocat\w*) (?:my|her|his) BODY|broke my
(?:so|always|too) drunk|drinks all day|off (?:her|his|their) (?:head|face)|cant look after WHOM|forgets? to feed
leaves? WHOM in|dirty napp|wet (?:bed|sheets)|no (?:heating|electric|clean clothes)
(?:i|we) do everything for the little
(?:wont|doesnt|dont|never|not) let (?:me|us|her|him) (?:leave|out|eat|sleep|wash|see)
(?:wont|doesnt|dont|never|not) let (?:me|us|her|him) have (?:my|his|her) (?:TABLETS|insulin|inhaler|medicine|phone)
not allowed to (?:eat|leave|see|speak|talk|go out|wash|sleep|have)
(?:takes?|took|steals?|stole) (?:all )?my (?:money|card)
(?:takes?|took|hides?) my (?:insulin|inhaler|TABLETS|medicine|passport)
t(?:ie|ies|ied) WHOM (?:to|up)|pillow (?:on|over)
(?:holds?|held|pushes|pushed) my (?:head|face)|under (?:the )?water|hot water on|boiling|acid|machete|axe\b|hammer at
stopped eating|dirty films|rude (?:pics?|pictures?|messages?|texts?)|(?:i am|im) 1[0-5] (?:\w+ ){1,4}is (?:2|3|4)\d
(?:put|send|post|share|leak|show)(?:s|ing)? my (?:photos?|pics?|pictures?|videos?|nudes)
in the (?:shower|bath) (?:and|with)
(?:look\w*|watch\w*|walks? in on|stares?) (?:at )?me (?:in the (?:shower|bath)|naked|undress|chang)
(?:sit|sits|sitting) on his lap|on top of me|rubs? (?:him|her)self|undress|kiss\w* me (?:when|and|on)|grop\w+
see (?:a|any|no) (?:reason|point) (?:to|in)|carry on living|be over forever|(?:and|to) not wake up|nobody wants me
(?:hang|burn|scratch|hurt|drown|starv|bite|hit|punch|shoot|stab)(?:e|s|ing|ed)? (?:my|her|him|them)sel[fv]
(?:drank|drink) (?:\w+ ){0,3}bleach|(?:is|was|are|being|gets?|getting) (?:hit|beaten|punched|kicked) by
special game|(?:he|she|uncle|dad|brother) comes in at night|(?:screams?|yells?|shouts?|swears?) at (?:me|mum|us|him|her)
calls? me (?:worthless|stupid|names|fat|ugly|a (?:mistake|slut|freak|monster))|worthless
(?:demons?|witch|evil spirits?|possessed|djinn|jinn)\b|beats? it out|follow(?:s|ing) (?:me|my)|(?:stop|stopped) cutting
(?:take|takes|took|taking) (?:my|his|her|their) own life|jumped me|got jumped
(?:hit|beat|punch\w*|kick\w*|slap\w*|smack\w*|whack\w*|shov\w*|push\w*|throw\w*|threw|drag\w*|chok\w*) PERSON\b
(?:burn\w*|bit(?:e|es|ing)?|batter\w*|smother\w*|squeez\w*|lock\w*|trap\w*|corner\w*) PERSON\b
(?:thump\w*|head ?butt\w*|bang\w*) PERSON\b
(?:touch\w*|strip\w*|film\w*|flash\w*|finger\w*|lick\w*) PERSON\b
touched by|nude|take (?:off )?my (?:top|bra|pants|clothes|trousers)
i cut (?:every|again|a lot|at night|deep)|black and blue
smash(?:es|ed|ing)? (?:up )?(?:the|our|my) (?:house|plates|door|room)
(?:havent|have not|hasnt|not) (?:eaten|had (?:any )?(?:food|dinner|tea|breakfast))
nothing to eat|(?:his|as a) girlfriend but
(?:wont|dont|doesnt|never|refuses? to) (?:take|get) (?:me|us|her|him) (?:to )?(?:the |a )?(?:doctors?|hospital|help)
(?:sleeps?|gets?|climbs?|comes?) in(?:to)? (?:my|our|his|her) bed
(?:nobody|no ?one) (?:looks? after|feeds?|washes?) (?:me|us)
away to (?:be|get) married|(?:dad|mum|mam|he|she|they) drinks? (?:and|all|every|too)
(?:dad|mum|mam|he|she) (?:is |gets |comes home )?(?:always )?(?:drunk|high)\b|(?:we|i) hide (?:under|in|behind)
locked (?:me |us )?out|outside (?:in the cold|all night)|get in(?:to)? (?:his|the|a) (?:car|van)|wants something back
never (?:have )?been born|on the floor all|leaves? (?:mum|dad|nan|gran|him|her) on|cut my (?:little |baby )?sister
did to me
boyfriend who is (?:2|3|4)\d
"""
"""Kinds by the UK government's guidance "What to do if you're worried a child is being abused" and its safeguarding
guidance (neglect, physical, sexual and emotional abuse, online, exploitation, forced marriage, FGM, adults at risk).

Of what people say in words that nobody thought of before, about half is found: a person reads everything."""
_HARMLESS: Final = re.compile(
    r"""\b(?:to\ die\ for|(?:would|could)\ kill\ for|bit\ of\ a\ killer|dead\ (?:tired|good|easy|funny|boring|slow)
    |(?:lights?|seats?|chairs?|noise|screens?|shoes|benches)\ (?:really\ )?hurts?\ my\ (?:eyes|ears|back|head|feet)
    |beats?\ (?:me|us|them)\ at\ (?:chess|cards|pool|darts|football|fifa|uno|games?)|knife\ and\ fork
    |(?:nearly|almost)\ died\ (?:laughing|of\ (?:heat|boredom))|dead\ ?lines?)\b""",
    re.VERBOSE,
)
"""Turns of speech that mean nothing of the kind: read as "it", so that what stands around them is still heard."""


def _spelled(pattern: str) -> str:
    for name, part in _PARTS.items():
        pattern = pattern.replace(name, part)
    return pattern


HARM_PATTERNS: Final = tuple(_spelled(line) for line in _PATTERNS.strip().splitlines())
"""Turns of speech at the start of a word: regular expressions over small letters without accents and signs."""


_APOSTROPHES: Final = re.compile("['’‘‛`´ʼ＇′]")
_BETWEEN_WORDS: Final = re.compile(r"[\W_]+")
_SIGNS_FOR_LETTERS: Final = str.maketrans(
    {"@": "a", "4": "a", "3": "e", "1": "i", "!": "i", "0": "o", "5": "s", "$": "s"}
)
_SPELLED: Final = re.compile(r"\b(?:\w ){2,}\w\b")
_DRAWN_OUT: Final = re.compile(r"([a-z])\1{2,}")
_RUN_TOGETHER: Final = 8
"""Letters in a row from which on a word may be several."""
_SHORTEST_JOINED: Final = 5
_RUN: Final = ("want to die", "wanna die", "kill my self", "kill me", "hits me", "hit me", "hurts me", "help me please")


def may_mean_harm(text: str, *, words: Iterable[str] = ()) -> bool:
    """Whether some of our words, or of the organisation's own, are there, in any case, at the start of a word.

    ``hurt`` finds "hurting" and "HURT", whatever the apostrophes, hyphens and spaces between, but not "yoghurt".
    """
    pattern, said = _pattern(tuple(words)), _HARMLESS.sub("it", plain(text))
    ways = (*_ways(said), _HARMLESS.sub("it", plain(text.translate(_SIGNS_FOR_LETTERS))))
    if any(pattern.search(each) for each in ways):
        return True
    joined = _joined(tuple(words))
    return any(phrase in word for word in said.split() if len(word) >= _RUN_TOGETHER for phrase in joined)


def _ways(said: str) -> Iterator[str]:
    """As it is; with letters that stand alone put together, ``h.u.r.t``; and with drawn out ones short, ``dieee``."""
    yield said
    together = _SPELLED.sub(lambda found: found.group().replace(" ", ""), said)
    for each in dict.fromkeys((together, _DRAWN_OUT.sub(r"\1", together), _DRAWN_OUT.sub(r"\1\1", together))):
        if each != said:
            yield each


@lru_cache(maxsize=8)
def _joined(words: tuple[str, ...]) -> tuple[str, ...]:
    """Phrases without their spaces, to be found in words that are run together: ``iwanttodie``."""
    phrases = (*HARM, *_RUN, *words)
    found = (plain(each).replace(" ", "") for each in phrases if " " in each)
    return tuple(dict.fromkeys(each for each in found if len(each) >= _SHORTEST_JOINED))


@lru_cache(maxsize=8)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    starts = [start for each in (*HARM, *words) if (start := plain(each))]
    begins = "|".join(map(re.escape, dict.fromkeys(starts)))
    whole = "|".join(HARM_WHOLE)
    return re.compile(rf"(?<!\w)(?:{begins}|(?:{whole})(?!\w)|{'|'.join(f'(?:{each})' for each in HARM_PATTERNS)})")


def plain(text: str) -> str:
    """Small letters without accents and apostrophes, with one space between words."""
    seen = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")  # they split a word unseen
    letters = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", seen)).casefold()
    letters = _APOSTROPHES.sub("", letters)  # some come out of the letters that were taken apart
    return _BETWEEN_WORDS.sub(" ", "".join(each for each in letters if not unicodedata.combining(each))).strip()
