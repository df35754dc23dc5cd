"""Where a reader stands in a text: tokens, the clause under way, remarks that wait for theirs."""

import re
from collections.abc import Sequence
from dataclasses import replace

from fabrique.kernels.hours.model import Clause, Token
from fabrique.kernels.hours.ranges import join_openings, settle_numbers

_CHAIN = re.compile(r"\b[a-z]{2,9}\s?-\s?[a-z]{2,9}\s?-\s?[a-z]{2,9}\b")


_GLUED = 40  # remarks of a clause; nobody writes more, and gluing them would cost their square


class Reading:
    """State of one pass over the tokens, and what it does with remarks."""

    def __init__(self, text: str, folded: str, tokens: Sequence[Token]) -> None:
        self.text, self.folded = text, folded
        self.tokens = join_openings(settle_numbers(list(tokens), folded), folded)
        self.clauses: list[Clause] = []
        self.orphans: list[str] = []
        self.flags: set[str] = set()
        self.heading = Clause()
        self.pending: list[str] = []
        self.pending_start = -1
        self.current = Clause()
        self.listed = False  # of the last run of days: each is named
        self.held: Clause | None = None  # a scope that an exception interrupts
        self.of_bracket: frozenset[int] = frozenset()  # days beside which a bracket says « sauf »
        self.row: list[Token] = []  # the times of the clause under way, two for each of its ranges
        self.at = 0
        self.in_bracket = False
        self.trailing_parity = False
        self.doubtful = False  # what was understood cannot be given as it is
        days = [t for t in self.tokens if t.kind in ("day", "days", "time")]
        self.reversed = bool(days) and days[0].kind == "time" and days[-1].kind != "time"
        # « Mardi-Mercredi-Jeudi » : a text that joins three days by dashes means lists, not spans.
        self.dash_lists = any(
            all(
                re.match(r"(lun|mar|mer|jeu|ven|sam|dim|mo|tu|we|th|fr|sa|su)", part)
                for part in chain.split("-")
            )
            for chain in (re.sub(r"\s", "", found) for found in _CHAIN.findall(folded))
        )

    # -- small looks ahead and behind -----------------------------------------------------------------
    def peek(self, skip: frozenset[str], start: int) -> Token | None:
        return next((t for t in self.tokens[start:] if t.kind not in skip), None)

    def before(self) -> Token | None:
        return next(
            (t for t in reversed(self.tokens[: self.at - 1]) if t.kind not in ("filler", "bracket")), None
        )

    def before_index(self, index: int) -> Token | None:
        return next((t for t in reversed(self.tokens[:index]) if t.kind != "filler"), None)

    def _time_run(self, index: int) -> tuple[list[Token], list[str], int]:
        """Times in a row, the kind of link before each (`to` binds most), and where the row ends."""
        run: list[Token] = []
        links: list[str] = []
        end, link = index, ""
        for position in range(index, len(self.tokens)):
            token = self.tokens[position]
            if token.kind in ("time", "badtime"):
                run.append(token)
                links.append(link)
                end, link = position + 1, ""
            elif token.kind not in ("to", "and", "filler", "stop"):
                break
            elif token.kind != "filler" and link != "to":
                link = token.kind
        return run, links, end

    def words(self, start: int, end: int) -> str:
        said = self.text[start:end].strip(" ,;:|/-–.\n")
        if said.count(")") > said.count("(") and self.text[:start].rstrip().endswith("("):
            said = f"({said}"
        return said.rstrip("( ") if said.count("(") > said.count(")") else said

    # -- clauses --------------------------------------------------------------------------------------
    def push(self) -> bool:
        """End the clause under way; true if a scope that it interrupted goes on."""
        clause = self.current
        clause.words = self.words(clause.start, clause.end) if clause.start >= 0 else ""
        clause.notes = self._glued(clause.notes)
        if clause.has_body or clause.has_scope or clause.half or clause.every:
            self.clauses.append(clause)
        else:
            self.orphans.extend(clause.notes)
        held, self.held = self.held, None
        self.current = held or self.fresh()
        return held is not None

    def _glued(self, notes: list[str]) -> list[str]:
        """Remarks that stand side by side in the text, as the one remark that they are."""
        glued: list[str] = []
        for note in notes:
            if glued and len(notes) <= _GLUED:
                joined = rf"{re.escape(glued[-1])}[\s,.;:()/'’-]{{0,6}}{re.escape(note)}\)?"
                found = re.search(joined, self.text)
                if found:
                    glued[-1] = found[0] if found[0].count("(") else found[0].rstrip(")")
                    continue
            glued.append(note)
        return glued

    def fresh(self) -> Clause:
        heading = self.heading
        return Clause(
            holiday=heading.holiday,
            term=heading.term,
            months=heading.months,
            every=heading.every,
            rest=heading.rest,
            notes=list(heading.notes),
        )

    def bare(self) -> bool:
        """Whether the clause under way has nothing but what its heading gave it."""
        clause, heading = self.current, self.heading
        own = clause.days or clause.nth or clause.half or clause.has_body or clause.negated
        said = (clause.holiday, clause.months, clause.term)
        return not own and clause.parity is None and said == (heading.holiday, heading.months, heading.term)

    def take_pending(self) -> None:
        self.current.notes.extend(self.pending)
        if self.pending and self.current.start < 0:
            self.current.start = self.pending_start
        self.pending, self.pending_start = [], -1

    # -- words ----------------------------------------------------------------------------------------
    def _on_word(self, token: Token) -> None:
        first, end, index = token.start, token.end, self.at
        for later in self.tokens[self.at :]:
            if later.kind not in ("word", "filler", "num", "digits", "and", "to"):
                break
            if later.kind in ("word", "num", "digits"):
                end, index = later.end, self.tokens.index(later, index) + 1
        self.at = index
        # An article or « pour » before the remark belongs to it.
        start = first
        for earlier in reversed(self.tokens[: self.tokens.index(token)]):
            if earlier.kind != "filler" or "mois" in self.folded[earlier.start : earlier.end]:
                break
            start = earlier.start
        before = next((t for t in reversed(self.tokens) if t.end <= start and t.kind != "filler"), None)
        waiting = len(self.pending)
        self.note(self.words(start, end), before)
        if len(self.pending) > waiting and self.pending_start < 0:
            self.pending_start = start

    def note(self, words: str, before: Token | None = None) -> None:
        if not re.search(r"\w", words):
            return
        following = self.tokens[self.at] if self.at < len(self.tokens) else None
        if following and following.kind == "colon" and not self.current.ranges:
            self.pending.append(words)
        elif self.current.has_body or self.current.has_scope or self.current.half:
            scope = self.peek(frozenset({"filler"}), self.at)
            parted = before is None or before.kind in ("stop", "and", "to", "colon")
            leads = parted and scope is not None and scope.kind in ("time", "day", "days")
            if (following and following.kind == "colon") or (leads and not self.in_bracket):
                self.pending.append(words)
            else:
                self.current.notes.append(words)
        else:
            self.pending.append(words)

    def _on_rdv(self, token: Token) -> None:
        words = self.words(token.start, token.end)
        following = self.peek(frozenset({"filler", "colon"}), self.at)
        before = self.before()
        if before is None and following is not None and following.kind == "and":
            # « Uniquement sur rendez-vous, mardi… » holds for all that follows, until another such word.
            self.heading = Clause(notes=[words])
            self.current = self.fresh()
            return
        leads = following is not None and following.kind in ("day", "days", "holiday", "time", "half")
        loose = (
            (leads and following is not None and following.kind == "half")
            or before is None
            or before.kind in ("and", "stop", "colon")
            or self.in_bracket
        )
        if self.current.has_body and leads and loose:
            if self.heading.notes and not self.heading.every:
                self.heading = replace(self.heading, notes=[words])
            if following is not None and following.kind not in ("time", "half"):
                self.push()
            if not self.heading.notes or self.heading.every:
                self.pending.append(words)
        elif self.current.has_body or self.current.has_scope or self.current.half:
            self.current.notes.append(words)
        else:
            self.pending.append(words)

    _on_digits = _on_num = _on_word

    def _on_every(self, token: Token) -> None:
        following = self.tokens[self.at] if self.at < len(self.tokens) else None
        if self.current.has_body and following and following.kind == "day" and following.start == token.start:
            self.push()
        self.current.every = True
        self.current.notes.append(self.words(token.start, token.end))

    def _on_season(self, token: Token) -> None:
        words = self.words(token.start, token.end)
        dates = self._dates_in_brackets()
        following = self.peek(frozenset({"filler"}), self.at)
        leads = following is not None and following.kind in ("colon", "day")
        if dates is not None and not self.in_bracket:
            if self.current.has_body:
                self.push()
            self.heading = Clause(months=str(dates.value), notes=[words])
            self.current = replace(self.fresh(), days=self.current.days)
        elif leads and not (self.in_bracket and self.current.has_body):
            if self.current.has_body:
                self.push()
            bare = self.bare()
            self.heading = Clause(every=True, notes=[words])
            if not self.current.has_scope or bare:
                self.current = self.fresh()
        else:
            self.current.every = True
            self.current.notes.append(words)

    def _dates_in_brackets(self) -> Token | None:
        """« été (1er juillet - 31 août) » is no matter of weather: its dates are said. Passes over them."""
        said = [(i, t) for i, t in enumerate(self.tokens[self.at : self.at + 5]) if t.kind != "filler"][:3]
        if [t.kind for _, t in said] != ["bracket", "months", "bracket"]:
            return None
        self.at += said[2][0] + 1
        return said[1][1]

    def _on_rest(self, token: Token) -> None:
        """« reste de l'année » ends a season; if nobody knows its dates, the rest has none either."""
        words = self.words(token.start, token.end)
        dateless = self.heading.every or any(clause.every for clause in self.clauses)
        following = self.peek(frozenset({"filler"}), self.at)
        if following is not None and following.kind in ("colon", "day", "days", "time", "and"):
            if self.current.has_body or self.current.has_scope:
                self.push()
            self.heading = Clause(every=dateless, rest=True, notes=[words])
            self.current = self.fresh()
            return
        self.heading = Clause(every=dateless, rest=True)
        clause = self.current
        self.current = replace(clause, months="", holiday="", term=False, rest=True, every=dateless)
        self.current.notes.append(words)

    # -- brackets and ends ----------------------------------------------------------------------------
    def _on_bracket(self, token: Token) -> None:
        self.in_bracket = self.text[token.start] in "([{"

    def _on_stop(self, token: Token) -> None:
        """A full stop ends a closure, and a scope more precise than a day: what follows is not of it."""
        clause = self.current
        ends = clause.closed or clause.negated
        if self.text[token.start] == "." and not clause.has_body:
            ends = ends or bool(clause.nth or clause.half or clause.every)
        if ends and clause.has_scope and not self.in_bracket:
            self.push()
