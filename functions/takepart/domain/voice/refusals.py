"""Why a step is refused: one reason each, in words that a page can show."""

from __future__ import annotations

from takepart.domain.plain_reason import PlainReason


class VoiceRefusal(PlainReason):
    """A reason, with what it means in plain words."""

    NO_WORDS = "no-words", "Write some words first.", "words"
    TOO_LONG = "too-long", "That is too long. The most is 20,000 characters.", "words"
    TOO_MUCH = "too-much", "This conversation is full. Please start a new one.", "words"
    MERGE_WITH_ITSELF = "merge-with-itself", "Choose another one to put it together with.", "into"
    WROTE_IT = "wrote-it", "Somebody else must check this: you wrote it.", "words"
    NOT_RECORDED = "not-recorded", "Say where you wrote it down, such as the number of the record.", "record"
    NEEDS_WHY = "needs-why", "When we cannot do something, say why.", "did"
    NEEDS_DAY = "needs-day", "When we are still doing something, say by when.", "by_when"
    HANDLED_BEFORE = (
        "handled-before",
        "This person had a part in an earlier stage. A different person must take this one.",
        "handler",
    )
    NOT_A_HANDLER = "not-a-handler", "This person does not handle this stage.", "handler"
    NO_REASON = "no-reason", "Say why. The person who complained will read it.", "why"
    NOT_LATER = "not-later", "An extension must give a later date than the one we have now.", "to"
    DATE_PASSED = (
        "date-passed",
        "The date has passed, so it cannot be moved: this is late. Answer as soon as you can.",
        "to",
    )
    NOT_YET = "not-yet", "The day on which it came cannot be in the future.", "received"
    TOO_LONG_AGO = (
        "too-long-ago",
        "The day on which it came is too long ago: more than a year, or before our answer. Check it.",
        "received",
    )
    NEEDS_CONSENT = (
        "needs-consent",
        "Write how we know that they agree, or that this person may speak for them.",
        "consent",
    )
    NO_WAY_TO_ANSWER = "no-way-to-answer", "We need an email, a phone number or an address, to answer them.", "email"
    BEYOND_MOST = "beyond-most", "That is past the last day that the rules allow.", "to"
    NO_NEXT_STAGE = "no-next-stage", "There is no further stage here. People can go to the ombudsman or the regulator."
    AGREED_LATE = (
        "agreed-late",
        "The date has passed, so it stays late. Answer as soon as you can.",
        "agreed",
    )
    AGREED_IN_THE_PAST = "agreed-in-the-past", "The day must be today or later.", "agreed"
    AGREED_TOO_FAR = "agreed-too-far", "That is past the last day that the rules allow.", "agreed"
    NO_SUCH_SUBJECT = "no-such-subject", "Choose from the list.", "subject"
    SEAT_TAKEN = "seat-taken", "Nobody is missing there. Take the person out first who is there.", "seat"
    PERSON_BEFORE = (
        "person-before",
        "This person takes part already, or did in an earlier stage. It must be somebody else.",
        "person",
    )
    NOT_INDEPENDENT = (
        "not-independent",
        "The rules want somebody here who does not work for us.",
        "independent",
    )
    NOT_NAMED = "not-named", "This person does not take part in this stage."
    NOT_THIS_MILESTONE = "not-this-milestone", "Something else comes first. Choose from the list.", "milestone"
    NEEDS_PEOPLE = "needs-people", "First enter who takes part in this stage."
    NEEDS_MILESTONES = "needs-milestones", "Something must be done and entered before the answer."
    NOT_YOUR_ANSWER = "not-your-answer", "Somebody else answers this. The complaints desk gives it to them."
    NOT_REACHED_YET = "not-reached-yet", "The day cannot be in the future.", "on"
    BEFORE_THE_LAST = "before-the-last", "The day cannot be before this stage began, or before the step before.", "on"
    NEEDS_OUTCOME = "needs-outcome", "Choose what came of it.", "outcome"
    NOT_A_SIGNER = "not-a-signer", "Choose who checks and signs the answer. It cannot be you.", "signer"
    LEARNT_IN_THE_PAST = "learnt-in-the-past", "The day by which it is done must be today or later.", "by"
    TOO_MANY_FILES = "too-many-files", "This is the most that can lie here: 40 files.", "file"
    SAME_FILE = "same-file", "This file is here already.", "file"
    UNUSABLE_FILE = "unusable-file", "This file cannot be used. Choose another.", "file"
    NOT_AN_OWNER = "not-an-owner", "Choose somebody who has a part in what people say.", "owner"
    NOTHING_TO_LEARN = "nothing-to-learn", "This is done already, or is not there.", "did"
    SAME_TRACK = "same-track", "It is of this kind already. Choose another.", "kind"
    LATER_STAGE = "later-stage", "In a later stage the kind cannot change.", "kind"
    NOT_THE_SAME_KIND = (
        "not-the-same-kind",
        "Enter the reference of another open complaint, of the same kind and at the same stage.",
        "into",
    )
    TWO_PEOPLE = "two-people", "These are from two people. Each of them gets an answer of their own.", "into"
    TOO_SHORT_A_TIME = "too-short-a-time", "People need at least 28 days to answer.", "closes"
    OPENS_IN_THE_PAST = (
        "opens-in-the-past",
        "The first day is over. Choose a later one, so that nobody loses time.",
        "opens",
    )
    NOT_SHORTER = "not-shorter", "People were promised this time. It can be longer, never shorter.", "until"
    STILL_OPEN = "still-open", "People can still answer. Wait until it has closed.", "words"
    NO_EVIDENCE = "no-evidence", "There is no written evidence of who was asked and what they said.", "words"
    NO_FOCUS_GROUP = "no-focus-group", "A new service needs a focus group of people who would use it.", "words"
    TOO_FEW_HEARD = "too-few-heard", "Fewer people were heard than our rules ask for.", "words"
    SMALL_FOCUS_GROUP = "small-focus-group", "Fewer people came to a focus group than our rules ask for.", "words"
    HEARD_TOO_EARLY = (
        "heard-too-early",
        "That is too long ago to be evidence here: our rules say how long before the first day to answer it may be.",
        "day",
    )
    TOO_MUCH_HEARD = "too-much-heard", "This record is full. Write down in fewer words what was said.", "said"
    HEARD_IN_THE_FUTURE = "heard-in-the-future", "The day cannot be in the future.", "day"
    STILL_ASKED = "still-asked", "A questionnaire about it is still open. Wait until it has closed.", "words"
    STILL_TO_READ = "still-to-read", "Somebody must first read all answers to the questionnaires about it.", "words"
    NOT_CONSIDERED = "not-considered", "Nobody has written yet how the answers were considered.", "words"
    NOT_ASKED = "not-asked", "We have not asked that yet."
    NO_CONSENT = "no-consent", "The consent must be in force today: it cannot start later, or be over.", "until"
    CONSENT_TOO_LONG = "consent-too-long", "A consent lasts five years at most. Ask them again then.", "until"
    CONSENT_OVER = "consent-over", "A consent here is over. Take the quote or photo out, or ask them again."
    NO_ALT = "no-alt", "Say what the photo shows, for people who cannot see it.", "alt"
    QUOTE_TOO_LONG = "quote-too-long", "A quote can have 1,000 characters at most.", "text"
    NO_FILE = "no-file", "We did not get a file. Choose it again.", "file"
    NOT_A_PHOTO = "not-a-photo", "This is not a JPEG or PNG photo. Choose another, or save it as one of these.", "file"
    PHOTO_TOO_BIG = "photo-too-big", "This photo is larger than 10 MB. Save it at a smaller size.", "file"
    PICTURE_TOO_BIG = (
        "picture-too-big",
        "This picture is larger than 500 KB. Save it at a smaller size: people open it on a phone.",
        "file",
    )
    PHOTO_BROKEN = "photo-broken", "This photo is damaged. Save it again, or choose another.", "file"
    NO_OPEN_QUESTION = "no-open-question", "Add an open question, so that people can say what we did not think of."
    NO_SUCH_QUESTION = "no-such-question", "This question is not there any more."
    TOO_MANY_QUESTIONS = (
        "too-many-questions",
        "The most is 20 questions. People stop when there are too many.",
        "options",
    )
    TOO_MANY_CHANGES = "too-many-changes", "This draft was changed very often. Start a new one.", "words"
    QUESTION_TOO_LONG = (
        "question-too-long",
        "Make it shorter: 300 characters for a question, 100 for an answer.",
        "options",
    )
    SAME_OPTIONS = "same-options", "Two of the answers to choose from are the same.", "options"
    NOT_FIVE = (
        "not-five",
        "Write five answers, from the lowest to the highest, or none to get the usual words.",
        "options",
    )
    OPTIONS = "options", "Write 2 to 12 answers to choose from, each on a line of its own.", "options"
    NOT_IN_IT = "not-in-it", "These words are not in it. Write them as they stand there.", "names"
    SAFETY_FIRST = (
        "safety-first",
        "We must first make sure that nobody is in danger. A person is looking at it. Try again tomorrow.",
        "sure",
    )
    TAKEN_BACK = "taken-back", "You took these answers back. Open the page anew to answer again.", "sure"
    CANNOT_COMPARE = "cannot-compare", "Compare by a question with one answer for each person.", "compares"
    GROUPS = "groups", "Name up to 12 groups, each once. While it is open, add new ones below the others.", "groups"
    A_PERSON = "a-person", "Very many answers came today. Answer the small question, to show that you are a person."
    ONE_EACH = "one-each", "You have answered this. Your link lets you answer once."
    STARTS = (
        "starts",
        "Write where each group starts, each on a line of its own: numbers like 5, or dates like 2026-01-31.",
        "options",
    )
    NOT_IN_ORDER = (
        "not-in-order",
        "A question that is asked only after an answer must come after that question.",
        "only_if",
    )
    WHICH_CONSULTATION = "which-consultation", "Choose the consultation that it is for.", "consultation"
    CLOSES_IN_THE_PAST = "closes-in-the-past", "The last day must be today or later.", "until"
    HAS_CLOSED = "has-closed", "This has closed. Nobody can answer it any more.", "until"
    REVIEW_LEFT = "review-left", "Somebody must first say which of the answers that may be spam are real."
    UNREAD_LEFT = "unread-left", "Somebody must first read what people wrote in their own words."
    WHICH_DAYS = "which-days", "Very many answers came on one day. Somebody must first say if they count.", "days"
    RESULTS_STAND = "results-stand", "The results are public, so what they count stays as it is."
    NO_ANSWER = "no-answer", "Answer one question or more. You choose which."
    THEME_NAME = "theme-name", "Give the theme a name of 60 characters or fewer."
    TOO_MANY_THEMES = "too-many-themes", "The most is 30 themes. Put some of them together."
    ANSWERED_BEFORE = "answered-before", "You have told us already. Thank you."

    NOT_OUR_FORM = (
        "not-our-form",
        "We could not tell that this came from our own form. Check it and press the button again",
        "words",
    )
