"""Words that may mean harm, whatever the organisation; its policy adds those that people there use.

Each is found at the start of a word: ``suicid`` finds "suicidal". Case, accents, apostrophes, hyphens and spaces do not
matter. Finding one tells a person; a miss hides nothing, since every text is read.
"""

from __future__ import annotations

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
    "weapon", "knife", "stabb", "run away", "ran away", "running away", "starv", "nobody feeds", "not fed",
    "no food", "locked in", "locked me", "locks me", "lock me",
)  # fmt: skip
"""Found at the start of a word."""
HARM_WHOLE: Final = (
    "kms", "kys", "die", "dies", "died", "dying", "dieing", "dead", "kill", "kills", "killed", "killing", "killer",
)  # fmt: skip
"""Short ones: found as a whole word alone. Diego and Killian fill in their names, and the diet club is no danger."""
