"""The act rules of one language: loaded, checked, compiled, looked up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from pipeline.rules.acts.cue import CueIndex, Pattern, Vocabulary, WordLists, compile_pattern
from pipeline.rules.acts.model import ActRule, Condition, Frame
from pipeline.rules.load import RuleError, data_path, load_entries, load_table, read_tsv
from pipeline.rules.paradigm import Paradigm, verb_paradigm

LISTED = ("complementizer", "negative_subject", "first_person_plural")
"""Word classes whose places in the text are all looked at."""
VERB_GROUP = ("negation", "auxiliary", "subject_pronoun", "inverted_pronoun", "clitic", "negative")
"""Word classes that stand around a verb, adverbs apart."""


class ActRuleBase:
    """Rules, frames, lexical classes and grammar words of one language.

    Attributes
    ----------
    rules
        Every rule by id, in the order of files and entries.
    frames
        Argument frames by id.
    classes
        Lexical classes: name to lower-case forms.
    grammar
        Closed word classes of ``grammar.toml`` (pronouns, negation, prepositions), name to forms.
    endings
        Endings of word forms, by name.
    lists
        The words at which a cue may be found, and some others whose places in a text are all looked at.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        folder = data_path(language, "acts")
        grammar = load_table(folder / "grammar.toml")
        self.grammar = {key: frozenset(words) for key, words in grammar["words"].items()}
        self.endings = {key: tuple(endings) for key, endings in grammar["endings"].items()}
        self.variants = {word: frozenset(forms) for word, forms in grammar["variants"].items()}
        self.paradigm = verb_paradigm(language)
        self.classes = _classes(language, self.paradigm)
        self.frames = {frame.id: frame for frame in load_entries(folder / "frames.toml", "frame", Frame)}
        self.rules: dict[str, ActRule] = {}
        self.files: dict[str, str] = {}
        for path in sorted(folder.glob("*.toml")):
            if path.stem not in {"frames", "grammar"}:
                for rule in load_entries(path, "rule", ActRule):
                    self._add(rule, path.name)
        self.order = {rule_id: n for n, rule_id in enumerate(self.rules)}
        for name, lemma in grammar["verbs"].items():
            self.grammar[name] = frozenset(form.form for form in self.paradigm.forms(lemma))
        self.grammar["auxiliary"] = self.grammar["be"] | self.grammar["have"] | self.grammar.get("modal", frozenset())
        self.grammar["verb_group"] = frozenset[str]().union(*(self.grammar[name] for name in VERB_GROUP))
        hyphenated = self.grammar["object_clitic"] | self.grammar["dative_clitic"]
        self.grammar["hyphenated_object"] = frozenset(word for word in hyphenated if word.startswith("-"))
        self.vocabulary = Vocabulary(self.paradigm, self.classes, self.variants, tuple(grammar["verbs"].values()))
        self.index = CueIndex(
            list(self._patterns()), frozenset().union(*self.grammar.values(), *self.variants.values())
        )
        self.lists = WordLists(
            {
                "cue": self.index.by_word.__contains__,
                "imperative": self._may_be_imperative,
                "allegation": self.classes.get("allegation", frozenset[str]()).__contains__,
                "negation": (self.grammar["negation"] | self.grammar["inner_negation"]).__contains__,
                **{name: self.grammar[name].__contains__ for name in LISTED},
            }
        )

    def _may_be_imperative(self, word: str) -> bool:
        return word.endswith(self.endings["imperative"]) or word in self.grammar["irregular_imperative"]

    def forms(self, words: Iterable[str]) -> frozenset[str]:
        """Return the words with their contractions and elisions."""
        return frozenset(form for word in words for form in self.variants.get(word, {word}))

    def _add(self, rule: ActRule, name: str) -> None:
        where = f"{self.language}/acts/{name}: rule {rule.id!r}"
        if rule.id in self.rules:
            raise RuleError(f"{where}: this id is also used in {self.files[rule.id]}")
        if rule.frame is not None and rule.frame not in self.frames:
            raise RuleError(f"{where}: no frame {rule.frame!r} in frames.toml")
        for condition in rule.conditions:
            for name_of_class in _named_classes(condition):
                if name_of_class not in self.classes:
                    raise RuleError(f"{where}: no lexical class {name_of_class!r} in classes.tsv")
        self.rules[rule.id] = rule
        self.files[rule.id] = name

    def _patterns(self) -> Iterator[Pattern]:
        seen: dict[tuple[str, str], str] = {}
        for rule in self.rules.values():
            for source in rule.cue:
                if (rule.id, source) in seen:
                    raise RuleError(f"act rule {rule.id!r}: cue {source!r} is there twice")
                seen[rule.id, source] = rule.id
                yield compile_pattern(rule.id, source, self.vocabulary)


def _named_classes(condition: Condition) -> Iterator[str]:
    yield from condition.sentence
    for test in condition.tests:
        yield from (*test.head, *test.has)


def _classes(language: str, paradigm: Paradigm) -> dict[str, frozenset[str]]:
    classes: dict[str, set[str]] = {}
    for row in read_tsv(data_path(language, "acts/classes.tsv"), ("class", "forms", "gloss_en")):
        forms = set[str]()
        for form in row["forms"].split(","):
            forms |= _verb(paradigm, form[1:-1], row["class"]) if form.startswith("<") else {form.strip()}
        known = classes.setdefault(row["class"], set())
        if row["forms"][0] != "<" and forms & known:
            raise RuleError(f"{language}/acts/classes.tsv: {row['class']}: {sorted(forms & known)[0]!r} is there twice")
        known |= forms
    return {name: frozenset(forms) for name, forms in classes.items()}


def _verb(paradigm: Paradigm, lemma: str, name: str) -> set[str]:
    try:
        return {form.form for form in paradigm.forms(lemma)}
    except RuleError as error:
        raise RuleError(f"acts/classes.tsv: {name}: {error}") from None


@cache
def act_rules(language: str) -> ActRuleBase:
    """Load the act rules of a language, once.

    Raises
    ------
    RuleError
        If a file is wrong; the message names the file and the rule.
    """
    return ActRuleBase(language)
