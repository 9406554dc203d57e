"""A made-up directory of services of any size, and questions to it with their right answers. Example data, every word of it.

No service here exists. Sentences are templates in the voice of ``content/en/services``; their slots are filled by Zipf's law from
lists of words, and places are invented from the beginnings and endings of real towns' names, so that the vocabulary grows with
the directory as real text's does. There are no phone numbers, and no figures but ages.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random
from string import ascii_lowercase

from whoosh.analysis.filters import STOP_WORDS

from waymark.indexing.store import IndexedDocument
from waymark.text import fold

SEED = 20261122
KINDS = ("plain", "misspelt", "prefix", "filtered")
FIELDS = ("title", "also", "topics", "summary", "body")
TOWNS = Path(__file__).parents[2] / "content" / "_data" / "postcodes" / "uk-places-geonames.csv"

TOPICS: Mapping[str, tuple[str, ...]] = {
    "Anxiety and worry": ("always worrying", "overthinking everything", "butterflies in my stomach"),
    "Low mood": ("feeling flat", "sad all the time", "cant be bothered"),
    "Sleep": ("cant sleep", "awake all night", "tired at school"),
    "Exams and revision": ("exam stress", "mocks", "scared of results day"),
    "Feeling lonely": ("no friends", "nobody gets me", "left out"),
    "Getting active": ("football", "boxing", "gym buddy"),
    "Art, music and making things": ("somewhere to draw", "make beats", "drama club"),
    "Friendships": ("fell out with mates", "group chat drama", "fake friends"),
    "Family problems": ("mum n dad shouting", "arguments at home", "step dad"),
    "Bullying": ("getting picked on", "names in the corridor", "rumours online"),
    "Stress": ("too much going on", "head is full", "burnt out"),
    "Anger": ("kicking off", "losing my temper", "punching walls"),
    "Confidence and self-esteem": ("hate how i look", "never good enough", "speaking up in class"),
    "When someone dies": ("my nan died", "missing somebody", "funeral"),
    "Finding it hard to go to school": ("cant face school", "bunking off", "attendance letter"),
    "Money and housing": ("skint", "sofa surfing", "rent arrears"),
    "Caring for someone at home": ("looking after mum", "young carer", "helping my brother"),
    "Staying safe online": ("leaked photos", "creepy messages", "blocked somebody"),
    "ADHD": ("cant concentrate", "fidgeting", "waiting for a diagnosis"),
    "Autism": ("masking", "too loud", "routine"),
    "Gender identity": ("pronouns", "trans", "questioning"),
    "Sexuality and coming out": ("telling my parents", "bi", "gay"),
    "Parents splitting up": ("divorce", "two houses", "custody"),
    "Drugs, alcohol and vaping": ("cant stop vaping", "weed", "drinking at parties"),
    "College, work and what comes next": ("apprenticeship", "no idea what to do", "job interview"),
    "Being in care and leaving care": ("social worker", "moving placement", "foster home"),
    "New here: refugees and asylum": ("learning english", "papers", "home office"),
    "Racism and discrimination": ("called names", "stopped by police", "hate at school"),
    "Faith and culture": ("mosque", "church", "prayer"),
    "Disability and long-term illness": ("wheelchair", "in hospital a lot", "pain every day"),
    "Social media and phones": ("scrolling", "screen time", "comparing myself"),
    "Gaming and gambling": ("loot boxes", "up gaming all night", "betting app"),
    "Mindfulness and breathing": ("calm down", "breathe", "meditation"),
    "Volunteering and having a say": ("youth council", "campaign", "give something back"),
    "Pregnancy and being a young parent": ("pregnant", "baby", "nursery"),
    "While you wait for help": ("waiting list", "how long", "still waiting"),
}
SERVICE_KINDS = (
    "counselling",
    "drop-in",
    "activity",
    "advice",
    "family-support",
    "peer-group",
    "mentoring",
    "helpline",
    "course",
    "text-chat",
    "school-support",
    "practical",
    "self-help",
    "day-programme",
    "nhs-team",
    "directory",
)
COSTS = ("free", "unknown", "mixed", "paid")
HOWS = ("in-person", "online", "phone", "chat", "video", "email", "text")

NAMES = (
    "{place} Youth Hub",
    "{place} {activity} Club",
    "The {made} Project",
    "{made} {place}",
    "{place} Young People's Counselling",
    "{topic_word} Support in {place}",
    "{made} Wellbeing Service",
    "{place} Family Centre",
    "{activity} at {building}",
    "{place} and {other_place} Mentoring",
    "The {building_word}, {place}",
    "{adjective} Minds {place}",
    "{surname} Foundation",
    "Young {place}",
    "{place} {topic_word} Group",
)
SUMMARIES = (
    "{Kind_words} in {place} for {people} who want help with {topic}.",
    "A {adjective} place in {place} for {people}, with {activity} and {activity2}.",
    "{activity} and {kind_words} for {people} near {place}.",
    "Somebody to talk to about {topic}, for {people} in {place} and {other_place}.",
    "{Kind_words} about {topic} and {subject}, run by {organisation}.",
    "{adjective2} help with {topic} for {people} and their {relatives}.",
)
SENTENCES = (
    "You can talk with your {worker} about {topic} or about {subject}.",
    "It is a {adjective} place to be with other {people}.",
    "There is {activity}, {activity2} and {thing}.",
    "You meet at {building} on {street} in {place}.",
    "The {worker} listens, and you plan the next {meeting} together.",
    "Nobody needs to refer you, and you do not need {thing}.",
    "Your {relative} can ask for you, and so can your {gatekeeper}.",
    "Sessions are on {day} {daytime} during {season}.",
    "{organisation} runs it with {organisation2}.",
    "It began when {people} in {place} asked for {activity}.",
    "We do not know yet how long {people} wait, so ask the {worker}.",
    "If {subject} feels {feeling}, say so at the {meeting}.",
    "Bring {thing} and somebody you trust, if you like.",
    "The {room} is step-free, and the {worker} knows about {subject}.",
    "People who come often talk about {subject}, {subject2} and {topic}.",
    "You can be {feeling} here and nobody will mind.",
    "The group is small, about {people}, and it is {adjective}.",
    "Some of it is in {language}, and an interpreter can come to the {meeting}.",
    "Look on the website before you go, because {season} is different.",
    "{surname} House is near {place}, past the {landmark}.",
    "It costs nothing for {people} who live in {place} or {other_place}.",
    "You do not have to be struggling with {topic} to go.",
    "First there is a {meeting}, where you say what {subject} is like for you.",
    "Our {worker} {firstname} set it up with {thing} from {organisation}.",
    "They also have {activity} for {people} who feel {feeling} about {subject}.",
    "What you say stays in the {room}, unless somebody is not safe.",
    "{firstname} from {place} says that the {activity} made {subject} less {feeling}.",
    "It is for {people}, and their {relatives} can have their own {meeting}.",
    "The {made} team comes to schools in {place}, {other_place} and {third_place} each {season}.",
    "Buses from {other_place} stop at the {landmark} by {street}.",
)
SLOTS: Mapping[str, str] = {
    "activity": "football boxing drama cooking gaming drawing music dance gardening climbing skating photography "
    "basketball yoga swimming baking poetry cycling fishing netball karate coding knitting film walking singing judo "
    "pottery chess rugby animation sewing rapping kayaking badminton parkour sailing cricket painting woodwork guitar "
    "drumming athletics volleyball printmaking storytelling surfing trampolining archery fencing rowing gymnastics "
    "beekeeping orienteering embroidery calligraphy podcasting filmmaking juggling ceramics upcycling graffiti "
    "birdwatching foraging origami taekwondo bouldering handball lacrosse hockey rounders tennis table-tennis zumba "
    "capoeira ballet breakdance choir orchestra ukulele violin trombone keyboard songwriting mixing journalism debating",
    "people": "young people|teenagers|students|young carers|families|girls|boys|young adults|under eighteens|school leavers|"
    "young refugees|care leavers|young parents|apprentices|pupils|sixth formers|young women|young men|siblings|newcomers|"
    "travellers|neighbours|children|beginners|graduates|trainees|young fathers|young mothers|grandparents|foster children",
    "worker": "youth worker|counsellor|mentor|volunteer|therapist|nurse|coach|teacher|social worker|psychologist|adviser|"
    "family worker|peer worker|tutor|psychiatrist|art therapist|key worker|chaplain|librarian|dietitian|advocate|"
    "speech therapist|occupational therapist|play worker|facilitator|paediatrician|interpreter|coordinator|midwife|solicitor",
    "thing": "snacks|games|a form|homework help|a letter|food|advice|a plan|a quiet corner|a diary|hot meals|a laptop|travel money|"
    "a uniform|certificates|a notebook|warm clothes|a reference|a sleeping bag|data for your mobile|a bursary|headphones|"
    "a timetable|vouchers|a toolkit|worksheets|a sensory box|a portfolio|a passport|an allotment|grants|toiletries|"
    "a bicycle|a blanket|a questionnaire|stationery|a calendar|a guitar|furniture|a microwave|spectacles|a hamper",
    "subject": "friends|school|home|worry|sleep|money|exams|grief|change|moving house|feelings|relationships|panic|phones|"
    "confidence|appearance|loneliness|arguments|revision|loss|jealousy|coursework|transition|trust|boundaries|hearing aids|"
    "epilepsy|diabetes|dyslexia|dyspraxia|eczema|asthma|stammering|tics|phobias|perfectionism|boredom|homesickness|"
    "siblings|stepfamilies|adoption|fostering|employment|benefits|tenancy|debt|bereavement|migraine|allergies|puberty|"
    "menstruation|contraception|consent|shyness|procrastination|concentration|memory|nightmares|insomnia|rumination|"
    "budgeting|cooking for one|council tax|immigration|citizenship|apprenticeships|universities|scholarships|probation|"
    "curfews|exclusion|detention|attendance|bilingualism|heritage|pilgrimage|fasting|modesty|masculinity|femininity|"
    "identity|disclosure|scoliosis|arthritis|leukaemia|transplants|fatigue|fibromyalgia|colitis|coeliac disease|tinnitus",
    "feeling": "hard|heavy|lonely|scary|too much|sad|worried|stuck|angry|tired|nervous|shaky|empty|confusing|overwhelming|"
    "embarrassing|awkward|hopeless|tense|numb|frustrating|exhausting|uncertain|guilty|jealous|restless|irritable|tearful|"
    "ashamed|homesick|bored|unsettled|disappointing|bewildering|claustrophobic|melancholy|rotten|fragile",
    "adjective": "calm|friendly|safe|quiet|warm|local|free|creative|small|welcoming|relaxed|cosy|open|bright|gentle|lively|"
    "confidential|independent|inclusive|community|playful|confident|sensory|outdoor|multilingual|drop-in|weekly|seasonal|"
    "nurturing|therapeutic|trauma-informed|restorative|intergenerational|grassroots|award-winning|volunteer-led",
    "relative": "parent mum dad carer aunt uncle nan grandad sister brother guardian cousin stepmum stepdad foster-carer",
    "gatekeeper": "school|doctor|teacher|college|head of year|school nurse|social worker|practice|form tutor|paediatrician|"
    "hospital|youth worker|pastoral lead|employer|solicitor|housing officer|probation officer|university|chaplain|pharmacist",
    "day": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday weekday weekend",
    "daytime": "afternoons|evenings|mornings|lunchtimes|after school|twilights|nights",
    "season": "term time|the holidays|summer|winter|half term|spring|autumn|Ramadan|Easter|Christmas|Diwali|exam season|Eid|"
    "Hanukkah|August|September|January|February|October|November|December|Vaisakhi|Lent|midsummer|harvest",
    "meeting": "first meeting|assessment|session|chat|visit|call|workshop|review|introduction|check-in|taster|consultation|"
    "appointment|induction|conversation|follow-up|tribunal|panel|webinar|seminar|huddle|rehearsal|excursion|residential",
    "room": "room hall studio kitchen garden lounge gym workshop basement theatre library cafe garage greenhouse loft "
    "conservatory auditorium courtyard cabin marquee caravan barn chapel crypt attic terrace pavilion boathouse stables",
    "building": "community centre|library|youth centre|church hall|leisure centre|town hall|old school|health centre|museum|"
    "fire station|sports ground|children's centre|college|arts centre|clinic|mosque|community farm|gurdwara|synagogue|temple|"
    "lifeboat station|village hall|scout hut|shopping centre|football ground|hospital|observatory|town mill|corn exchange|"
    "drill hall|bandstand|lighthouse|workhouse|priory|abbey|manor|windmill|brewery|foundry|cannery|cinema|playhouse|arcade",
    "landmark": "station bridge market roundabout park church school canal harbour pier supermarket roundhouse viaduct castle "
    "lighthouse cemetery cathedral quay lock windmill reservoir allotments racecourse stadium tollgate obelisk fountain "
    "crematorium aqueduct embankment lido marina promenade boatyard waterworks gasworks brickworks quarry colliery",
    "language": "English Polish Urdu Arabic Punjabi Romanian Bengali Somali Gujarati Spanish Portuguese Tamil Turkish French "
    "Italian Ukrainian Kurdish Farsi Pashto Chinese Cantonese Mandarin Welsh Lithuanian Bulgarian Hungarian Albanian Greek "
    "Russian Tigrinya Amharic Yoruba Igbo Twi Swahili Lingala Hindi Malayalam Telugu Nepali Sinhala Vietnamese Thai Tagalog "
    "Japanese Korean Hebrew Yiddish Dutch German Danish Swedish Latvian Slovak Czech Croatian Serbian Georgian Armenian "
    "Dari Uzbek Kazakh Mongolian Burmese Khmer Malay Shona Zulu Xhosa Hausa Wolof Oromo Luganda Kinyarwanda Gaelic Cornish",
    "relatives": "families|parents|carers|friends|brothers and sisters|grandparents|partners|teachers|foster carers|guardians",
    "firstname": "Amira Ben Chloe Dev Ella Farah Gus Hana Idris Jade Kofi Lena Musa Nia Omar Priya Quinn Rosa Sami Tara Umar Vera Will Xanthe "
    "Yusuf Zara Aaliyah Bilal Caitlin Dominik Efua Freya Gwen Hamza Isla Jakub Keira Liam Maryam Niamh Oskar Poppy Rafi Saoirse "
    "Tariq Una Viktor Wren Yara Zofia Ayesha Bronwyn Callum Dilan Esme Femi Greta Haruka Imogen Joaquin Kamala Lorcan Mehmet",
    "organisation": "{made} Trust|{place} Council|{surname} Foundation|{made} Charity|{place} Mind|{place} Football Club|{made} Collective|"
    "{place} Churches Together|{made} Housing|{surname} and {surname2} Partnership|{place} College|{made} Community Interest Company|"
    "{place} Carers|{made} Arts|{place} Voluntary Action|{surname} Settlement",
}
MADE = (
    "bright oak north harbour lantern river kind spark open stone little green star wild clear gold haven ember willow fern "
    "swift amber copper silver morning cloud marble linden rowan thistle bramble heron otter falcon beacon anchor"
)
MADE_ENDINGS = (
    "well field bridge haven house light path mind side wood works bank ford gate point way stead brook croft acre mead "
    "shore ridge song step weave loom nest kite"
)
SURNAME_ENDINGS = "son er ton ley man well wood ford ham by ster field wick croft worth"
WORDS_OF_KINDS = {kind: kind.replace("-", " ").replace("nhs team", "NHS help") for kind in SERVICE_KINDS}


@dataclass(frozen=True)
class Entry:
    """One made-up service: its words, folded, and what filters ask."""

    title: str
    also: str
    topics: str
    summary: str
    body: str
    kinds: tuple[str, ...]
    ages: tuple[int, int]
    cost: str
    how: tuple[str, ...]
    area: str

    @property
    def values(self) -> dict[str, tuple[str, ...]]:
        """Field → values, as filters take them; one value a whole year of age."""
        years = tuple(map(str, range(self.ages[0], self.ages[1] + 1)))
        return {
            "kinds": self.kinds,
            "cost": (self.cost,),
            "ages": years,
            "how": self.how,
        }

    def indexed(self, number: int) -> IndexedDocument:
        """As the index takes it."""
        return IndexedDocument("service", str(number), **{name: getattr(self, name) for name in FIELDS})


@dataclass(frozen=True)
class Query:
    """What somebody types, and of which of `KINDS` it is. ``meant``: the same spelt right and typed to its end, whose answers are
    the right ones."""

    kind: str
    words: str
    meant: str
    wishes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Zipf:
    """Picks the nth of a list with a chance of about 1/n."""

    def __init__(self, choices: Sequence[str], steepness: float = 1.0) -> None:
        self.choices = choices
        self._weights = list(accumulate((rank + 2) ** -steepness for rank in range(len(choices))))

    def pick(self, random: Random) -> str:
        """One of them."""
        return random.choices(self.choices, cum_weights=self._weights)[0]


class Maker:
    """Writes services, one after the other, always the same ones for the same size."""

    def __init__(self, size: int) -> None:
        self._random = Random(f"{SEED} {size}")
        self._slots = {
            name: Zipf(words.split("|" if "|" in words else None), 0.9) for name, words in SLOTS.items()
        }
        beginnings, endings = _town_parts()
        self._places = Zipf(self._invent(beginnings, endings, 30 + size // 3), 0.8)
        surnames = self._invent(beginnings, SURNAME_ENDINGS.split(), 60 + size // 6)
        self._surnames = Zipf(surnames, 0.7)
        streets = [f"{self._random.choice(surnames)} {each}" for each in ("Street", "Road", "Lane", "Way")]
        self._streets = Zipf([*streets, *(f"{name} Street" for name in surnames)], 0.5)
        made = [start + end for start in MADE.split() for end in MADE_ENDINGS.split()]
        self._random.shuffle(made)
        self._made = Zipf([each.capitalize() for each in made], 0.7)
        self._topics = Zipf(tuple(TOPICS), 0.8)
        self._kinds, self._hows = Zipf(SERVICE_KINDS, 0.8), Zipf(HOWS)

    def _invent(self, beginnings: Sequence[str], endings: Sequence[str], number: int) -> list[str]:
        choose = self._random.choice
        names = dict.fromkeys(choose(beginnings) + choose(endings) for _ in range(number))
        return [name.capitalize() for name in names]

    def entry(self) -> Entry:
        """The next service."""
        random = self._random
        topics = list(dict.fromkeys(self._topics.pick(random) for _ in range(random.randint(1, 4))))
        kinds = tuple(dict.fromkeys(self._kinds.pick(random) for _ in range(random.randint(1, 3))))
        place = self._places.pick(random)
        facts = {
            "place": place,
            "topic": topics[0].lower(),
            "topic_word": max(fold(topics[0]).split(), key=len),
            "kind_words": WORDS_OF_KINDS[kinds[0]],
            "Kind_words": WORDS_OF_KINDS[kinds[0]].capitalize(),
        }
        length = random.randint(40, 150)
        body: list[str] = []
        while sum(map(_words, body)) < length:
            topic = random.choice(topics).lower()
            body.append(self._fill(random.choice(SENTENCES), {**facts, "topic": topic}))
        youngest = random.choices((0, 5, 8, 10, 11, 13, 16), weights=(3, 1, 1, 3, 5, 3, 2))[0]
        return Entry(
            title=fold(self._fill(random.choice(NAMES), facts)),
            also=fold(" ".join(random.choice(TOPICS[topic]) for topic in topics[:2])),
            topics=fold(" ".join(topics)),
            summary=fold(self._fill(random.choice(SUMMARIES), facts)),
            body=" ".join(fold(" ".join(body)).split()[:150]),
            kinds=kinds,
            ages=(youngest, random.choices((17, 18, 19, 24, 25), weights=(4, 5, 2, 2, 6))[0]),
            cost=random.choices(COSTS, weights=(6, 2, 1, 1))[0],
            how=tuple(dict.fromkeys(self._hows.pick(random) for _ in range(random.randint(1, 3)))),
            area=fold(place),
        )

    def _fill(self, template: str, facts: Mapping[str, str]) -> str:
        return re.sub(r"{(\w+)}", lambda slot: facts.get(slot[1]) or self._pick(slot[1]), template)

    def _pick(self, slot: str) -> str:
        random, name = self._random, slot.rstrip("2")
        if name in self._slots:
            return self._fill(self._slots[name].pick(random), {})
        if name == "building_word":
            return self._slots["building"].pick(random).split()[-1].capitalize()
        lists = {"made": self._made, "surname": self._surnames, "street": self._streets}
        return lists.get(name, self._places).pick(random)


def directory(size: int) -> list[Entry]:
    """``size`` made-up services, the same each time."""
    maker = Maker(size)
    return [maker.entry() for _ in range(size)]


def queries(entries: Sequence[Entry], number: int) -> dict[str, list[Query]]:
    """``number`` questions of each of `KINDS`, the same each time. Their words stand together in a service."""
    random = Random(f"{SEED} queries {len(entries)}")
    known = {word for entry in entries for name in FIELDS for word in getattr(entry, name).split()}
    made: dict[str, list[Query]] = {kind: [] for kind in KINDS}
    while len(made["plain"]) < number:
        words = " ".join(_asked(random.choice(entries), random))
        made["plain"].append(Query("plain", words, words))
    while len(made["misspelt"]) < number:
        words = _asked(random.choice(entries), random)
        long = [place for place, word in enumerate(words) if len(word) >= 5]
        if long:
            bent = list(words)
            place = random.choice(long)
            bent[place] = slip(words[place], random)
            if bent[place] not in known:
                made["misspelt"].append(Query("misspelt", " ".join(bent), " ".join(words)))
    while len(made["prefix"]) < number:
        words = _asked(random.choice(entries), random)
        if len(words[-1]) >= 5:
            cut = words[-1][: random.randint(3, len(words[-1]) - 1)]
            made["prefix"].append(Query("prefix", " ".join([*words[:-1], cut]), " ".join(words)))
    while len(made["filtered"]) < number:
        entry = random.choice(entries)
        words = " ".join(_asked(entry, random))
        wishes = {
            "kinds": (random.choice(entry.kinds),),
            "cost": (entry.cost,),
            "ages": (str(random.randint(*entry.ages)),),
        }
        made["filtered"].append(Query("filtered", words, words, wishes))
    return made


def slip(word: str, random: Random) -> str:
    """The word with one letter left out, added, changed, or swapped with the next, at random."""
    while True:
        at = random.randrange(len(word))
        letter = random.choice(ascii_lowercase)
        bent = random.choice(
            (
                word[:at] + word[at + 1 :],
                word[:at] + letter + word[at:],
                word[:at] + letter + word[at + 1 :],
                word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
            )
        )
        if bent != word:
            return bent


def _asked(entry: Entry, random: Random) -> list[str]:
    """One to four telling words of a service, mostly from where people would take them: its name, its place, what it's called."""
    told = " ".join((entry.title, entry.also, entry.topics, entry.area)).split()
    read = f"{entry.summary} {entry.body}".split()
    words = [
        random.choice(told if random.random() < 0.65 else read)
        for _ in range(random.choices((1, 2, 3, 4), weights=(3, 5, 3, 1))[0])
    ]
    asked = list(dict.fromkeys(word for word in words if len(word) > 2))
    return asked if asked and STOP_WORDS.isdisjoint(asked) else _asked(entry, random)


@cache
def _town_parts() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Beginnings and endings of towns' names, cut before the last consonants and vowels that make a syllable."""
    with TOWNS.open(encoding="utf-8", newline="") as rows:
        names = {fold(row["place"]) for row in csv.DictReader(rows)}
    parts = [
        re.match(r"([a-z]{2,7}?[aeiouy][a-z]?)([b-df-hj-np-tv-xz][a-z]{2,6})$", name)
        for name in sorted(names)
    ]
    found = [part.groups() for part in parts if part]
    return tuple(dict.fromkeys(start for start, _ in found)), tuple(dict.fromkeys(end for _, end in found))


def _words(sentence: str) -> int:
    return sentence.count(" ") + 1
