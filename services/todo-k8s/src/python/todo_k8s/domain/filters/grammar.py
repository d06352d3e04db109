"""The grammar of filters: AIP-160's, without functions. OR binds tightest, then terms side by side, then AND."""

import re
from functools import cache

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedInput

from todo_k8s.domain.filters.refusal import refuse
from todo_k8s.domain.filters.syntax import Comparison, Conjunction, Disjunction, Negation, Syntax, Text

# Of the signs of ASCII, words and values have those that labels, names and moments have; a value has colons too, and a
# word begins with no minus, which negates. Neither is a word of the language, or stands where a function would.
_WORD = r'[^\s!"$-*,:-?\[-^`{-~]'
_VALUE = r'[^\s!"$-*,;-?\[-^`{-~]'
_GRAMMAR = rf"""
?start: expression
?expression: sequence ("AND" sequence)*   -> conjunction
?sequence: factor+                        -> conjunction
?factor: term ("OR" term)*                -> disjunction
?term: ("NOT" | "-") simple               -> negation
     | simple
?simple: "(" expression ")"
       | word OPERATOR value              -> comparison
       | word
       | quoted
?value: VALUE                             -> word
      | quoted
word: WORD
quoted: QUOTED

OPERATOR: "!=" | "<=" | ">=" | "=" | "<" | ">" | ":"
WORD: /(?!-|(AND|OR|NOT)(?!{_WORD})){_WORD}+(?!{_WORD}|\()/
VALUE: /(?!(AND|OR|NOT)(?!{_VALUE})){_VALUE}+(?!{_VALUE}|\()/ | "*"
QUOTED: /"(\\["'\\]|[^"\\])*"/ | /'(\\["'\\]|[^'\\])*'/
%ignore /\s+/
"""

_MEANING = {
    "WORD": "a field",
    "VALUE": "a value",
    "QUOTED": "a text in quotes",
    "OPERATOR": "one of = != < <= > >= :",
    "AND": "AND",
    "OR": "OR",
    "NOT": "NOT",
    "LPAR": "(",
    "RPAR": ")",
    "$END": "the end",
}


class _Builder(Transformer[Token, Syntax]):
    def word(self, parts: list[Token]) -> Text:
        (token,) = parts
        return Text(str(token), _column(token))

    def quoted(self, parts: list[Token]) -> Text:
        (token,) = parts
        return Text(re.sub(r"\\(.)", r"\1", token[1:-1]), _column(token), quoted=True)

    def comparison(self, parts: list[Text | Token]) -> Comparison:
        field, operator, value = parts
        assert isinstance(field, Text) and isinstance(operator, Token) and isinstance(value, Text)
        return Comparison(field, Text(str(operator), _column(operator)), value)

    def negation(self, parts: list[Syntax]) -> Negation:
        return Negation(parts[-1])

    def conjunction(self, parts: list[Syntax]) -> Syntax:
        return parts[0] if len(parts) == 1 else Conjunction(tuple(parts))

    def disjunction(self, parts: list[Syntax]) -> Syntax:
        return parts[0] if len(parts) == 1 else Disjunction(tuple(parts))


@cache
def _parser() -> Lark:
    # LALR with a builder in it makes neither a tree nor a recursion, however deep the parentheses are.
    return Lark(_GRAMMAR, parser="lalr", transformer=_Builder())


def parse(text: str) -> Syntax:
    """Raises InvalidArgument `UNSUPPORTED_FILTER` that names the column where the text is no filter any more."""
    try:
        return _parser().parse(text)  # type: ignore[return-value]
    except UnexpectedInput as error:
        token = getattr(error, "token", None)
        at_end = token is not None and token.type == "$END"
        place = len(text) if at_end else error.pos_in_stream or 0
        if text[place : place + 1] in ('"', "'"):
            refuse(place + 1, "the text in quotes has no end, or a lone backslash; close it, or double the backslash")
        found = "the filter ends" if at_end else f"{text[place : place + 20]!r} stands"
        allowed: set[str] = getattr(error, "expected", None) or getattr(error, "allowed", None) or set()
        meant = ", ".join(meaning for name, meaning in _MEANING.items() if name in allowed)
        refuse(place + 1, f"{found} where there can be {meant}; quote texts with special characters")


def _column(token: Token) -> int:
    return (token.start_pos or 0) + 1
