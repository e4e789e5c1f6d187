"""Texts for property tests: any characters, and pages made of the pieces that the rules look for."""

from __future__ import annotations

from hypothesis import strategies as st

PIECES = st.sampled_from(
    [
        "Q : ",
        "R : ",
        "M. Roy. ",
        "– ",
        "\n",
        "\r\n",
        "\n\n",
        "  ",
        "\u00a0",
        "Le maire dément.",
        "Pourquoi ?",
        "[ Imprimer ]",
        "Partager | X",
        "Accueil > Presse",
        "© La Gazette",
        "Lire aussi",
        "Publié le 3 mai 2024",
        "PARIS, le 3 mai 2024 (AFP) – ",
        "Propos recueillis par A. Bé",
        "e\u0301",
        "🙃",
        "\x00",
        "\u200f",
        "(Rires.)",
        ":",
        ";",
        "« ",
        " »",
        "- 2 -",
        "\u2028",
    ]
)
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=300), st.lists(PIECES, max_size=25).map("".join)
)
