"""Roles: offices and functions with their scope, and the person who holds them."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache, cached_property

from pydantic import BaseModel, ConfigDict

from pipeline.components.entities.lexicon import Vocabulary, unaccented
from pipeline.components.entities.mentions import Mention, resolve
from pipeline.components.entities.patterns import patterns
from pipeline.components.entities.scan import Words
from pipeline.rules.load import data_path, load_table, validate

AT = frozenset("tun")  # à, au, en
REACH = 20  # words in front of a role in which its holder may stand
SYMBOL = {"PER": "P", "ORG": "O", "LOC": "G", "MISC": "M"}
APPOSED = re.compile(r"\n?,?(?:[lL]?M?[T\"I]*)P")  # le ministre(,) M. Durand
HOLDER = re.compile(r",((?:I|C)[CAIkLD]*[CA])(?=[,.;(\n¶v])")
RUNS_ON = re.compile(r"_*(?:v|q?r?v)")  # le député, M. Durand s'est ravisé
DIRECT = re.compile(r"(?<=[CA])((?:I|C)[CAIkLD]*[CA])(?![CAFd-])")  # le maire de Namur Jean Durand
ATTRIBUTE = re.compile(r"P_*(?:\([^)¶\n]{1,12}\))?,[lLdq]*[xX]?$")  # Jean Durand, (l'ancien) ministre
SEVERAL = re.compile(r"P_*eP_*(?:\([^)¶\n]{1,12}\))?,$")  # Jean Durand et Odile Petit, sénateurs
VOCATIVE = re.compile(r"Tl?$")  # monsieur le ministre
RUN_INTO = re.compile(r"(?<=[oCjfF])(?:C|I)[CAIkLD]*[CA]$")  # le secrétaire d'État Jean Durand


class RoleTable(BaseModel):
    """What ``roles.toml`` says besides its rules; that file explains the lists."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    prefixes: tuple[str, ...]
    unique: frozenset[str]
    plural: frozenset[str]
    complete: frozenset[str]
    portfolio_heads: frozenset[str]
    generic: frozenset[str]
    possessives: frozenset[str]

    @cached_property
    def sole(self) -> frozenset[str]:
        """Offices held by one person, as they may be written: without accents."""
        return frozenset(map(unaccented, self.unique))

    def designates(self, named: Words, head_at: tuple[int, int], span: tuple[int, int], holder: Mention | None) -> bool:
        """Tell whether an office, with its head at ``head_at``, designates somebody (guide, A8)."""
        (head_first, head_end), (first, last) = head_at, span
        head = _text(named, head_first, head_end)
        scoped = span != head_at
        if head in self.plural and (holder is None or (holder.last < first and not scoped)):
            return SEVERAL.search(named.kinds, max(0, first - REACH), first) is not None
        if holder is not None:
            return True
        if _text(named, first, last) in self.generic:
            return False
        owned = head_end > head_first + 1 and first > 0 and named.lower[first - 1] in self.possessives
        return scoped or owned or unaccented(_without_prefix(head, self.prefixes)) in self.sole


def _is_noun(named: Words, index: int) -> bool:
    """Tell whether a word that may be an adjective is in apposition: *Odile Tarvel, adjointe aux finances*."""
    return index > 1 and named.kinds[index - 1] == "," and named.kinds[index - 2] in "P_"


def _text(words: Words, first: int, last: int) -> str:
    return " ".join(words.lower[first:last]).replace("' ", "'")


@cache
def role_table(language: str) -> RoleTable:
    """Load the prefixes and the offices held by one person only."""
    path = data_path(language, "entities/roles.toml")
    return validate(RoleTable, load_table(path), f"{language}/entities/roles.toml")


@cache
def role_heads(language: str) -> frozenset[str]:
    """Return the one-word heads of roles, lower case, with their prefixed forms."""
    table = role_table(language)
    heads = {head for rule in patterns(language, "roles").rules for head in rule.heads if " " not in head}
    heads |= {"premier", "première"}
    return frozenset(heads | {prefix + head for prefix in table.prefixes for head in heads})


@cache
def singular_heads(language: str) -> frozenset[str]:
    """Return the one-word heads of roles that one person holds, lower case, with their prefixed forms."""
    return role_heads(language).difference(role_table(language).plural)


def overlay(words: Words, flat: list[Mention]) -> Words:
    """Return the words with one symbol for every name (P, O, G or M, then _ for its further words), H for heads."""
    kinds = list(words.kinds)
    for index in words.on["offices"]:
        if index and kinds[index - 1] in "dleuq,":
            kinds[index] = "H"
    for mention in flat:
        kinds[mention.first] = SYMBOL[mention.label]
        kinds[mention.first + 1 : mention.last] = "_" * (mention.last - mention.first - 1)
    return replace(words, kinds="".join(kinds))


def find_roles(words: Words, flat: list[Mention], language: str) -> tuple[list[Mention], list[Mention]]:
    """Find the roles, linked to the person in apposition or attribute.

    Returns
    -------
    The roles in text order, and the flat layer without the portfolios (*Justice* in *ministre de la Justice*) that
    the model took for organisations.
    """
    flat = [m for m in flat if not _is_portfolio(words, m, language)]
    named = overlay(words, flat)
    people = {mention.first: mention for mention in flat if mention.label == "PER"}
    table = role_table(language)
    found: list[Mention] = []
    done = 0  # the end of an office without a place, within which no other begins
    for match in patterns(language, "roles").find(named, words.on["roles"]):
        first, head_end, rule = match.head, match.head_end, match.rule
        if first < done or named.kinds[first] in "_PG":
            continue
        if head_end == first + 1 and words.kinds[first] in "vj" and not _is_noun(named, first):
            continue
        placed = words.kinds[head_end : head_end + 1] in AT and _text(words, first, head_end) in table.complete
        last = head_end if placed else _trim(named, head_end, match.last)
        done = head_end if placed else done
        begin = min(first, match.first)  # scope in front of the head: the UPN secretary
        scoped = last > head_end or begin < first
        holder = _holder(named, begin, last, people, scoped)
        start = begin - 1 if begin and named.kinds[begin - 1] in "xX" else begin
        if table.designates(named, (first, head_end), (begin, last), holder):
            found.append(Mention(start, last, "ROLE", 3, "rule", rule.id, rule.subtype, holder=holder))
    return resolve(found), flat


def unnamed_holders(words: Words, flat: list[Mention], roles: list[Mention], vocabulary: Vocabulary) -> list[Mention]:
    """Return the people that only their role gives away: *l'ambassadrice d'Arménie, Hasmik T., a appelé*."""
    sure = {index for m in flat if m.rank > 1 or m.label == "PER" for index in range(m.first, m.last)}
    found: list[Mention] = []
    for role in roles:
        after = HOLDER.match(words.kinds, role.last) if role.holder is None else None
        if after and sure.isdisjoint(range(*after.span(1))):
            found.append(Mention(*after.span(1), "PER", 3, "rule", "per.after-role"))
        direct = DIRECT.match(words.kinds, role.last) if role.holder is None else None
        if direct and sure.isdisjoint(range(*direct.span(1))):
            known = all(vocabulary.knows(form) for form in words.lower[direct.start() : direct.end()])
            if not known:
                found.append(Mention(*direct.span(1), "PER", 3, "rule", "per.after-role"))
        inside = RUN_INTO.search(words.kinds, role.first, role.last) if role.holder is None else None
        if inside and sure.isdisjoint(range(*inside.span())):
            known = all(vocabulary.knows(form) for form in words.lower[inside.start() : inside.end()])
            if not known:
                found.append(Mention(*inside.span(), "PER", 3, "rule", "per.after-role"))
    return found


def _without_prefix(head: str, prefixes: tuple[str, ...]) -> str:
    for prefix in prefixes:
        if head.startswith(prefix):
            return head[len(prefix) :]
    return head


def _is_portfolio(words: Words, mention: Mention, language: str) -> bool:
    """Tell whether a doubtful name is the portfolio of a minister: *de la Justice* right after *ministre*."""
    kind = words.kinds[mention.first]
    if kind not in "FC" or (mention.rank == 3 and mention.source == "rule") or (mention.rank > 1 and kind == "C"):
        return False
    at = mention.first - 1
    if at < 0 or words.kinds[at] not in "ldt":
        return False
    while at > 0 and words.kinds[at] in "ldtjg":
        at -= 1
    return words.lower[at] in role_table(language).portfolio_heads


def _trim(words: Words, head_end: int, end: int) -> int:
    while end > head_end and words.kinds[end - 1] in "(,;elLdtnpbgxX":
        end -= 1
    return end


def _holder(words: Words, first: int, last: int, people: dict[int, Mention], scoped: bool) -> Mention | None:
    after = APPOSED.match(words.kinds, last)
    if after and after.group().startswith(","):
        vocative = VOCATIVE.search(words.kinds, max(0, first - 2), first)
        if vocative or RUNS_ON.match(words.kinds, after.end()):
            after = None
    if after:
        return people.get(after.end() - 1)
    before = ATTRIBUTE.search(words.kinds, max(0, first - REACH), first)
    if before and (scoped or not RUNS_ON.match(words.kinds, last)):
        return people.get(before.start())
    return None
