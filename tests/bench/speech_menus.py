"""What is said in the bench of speech: three menus, the voices that say them, and words that are in none.

The recogniser's settings were found with the hotline's. The hotel's showed that a score alone is no reason to be sure.
The library's were measured once, after everything was fixed: they are the figures to trust.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Menu:
    """Phrases, what else is said, and who says it."""

    phrases: tuple[str, ...]
    others: tuple[str, ...]
    voices: tuple[str, ...]


HOTLINE = Menu(
    phrases=(
        "sales", "billing", "technical support", "customer service", "opening hours", "account balance",
        "make a payment", "change my address", "cancel my order", "track my order", "speak to an agent", "main menu",
        "repeat that", "leave a message", "call me back", "english please", "new account", "lost card",
        "store locations", "order status",
    ),
    others=(
        "the weather is nice today", "what is your favourite colour", "I don't know what to say",
        "pizza with mushrooms", "hello hello can you hear me", "um well let me think", "my name is Peter Johnson",
        "turn down the television", "where did I put my glasses", "seventeen elephants", "please hold on a second",
        "Tuesday afternoon", "this is ridiculous", "good morning", "can you say that in Spanish",
        "I want to complain about the noise", "never mind", "the dog wants to go outside", "is anybody there",
        "football results",
    ),
    voices=(
        "espeak-ng en-us", "espeak-ng en-gb", "espeak-ng en-us+f3", "espeak-ng en-us+m3",
        "flite slt", "flite rms", "flite awb", "flite kal16",
    ),
)  # fmt: skip
HOTEL = Menu(
    phrases=(
        "book a room", "change my booking", "cancel my booking", "speak to reception", "room service",
        "airport shuttle", "check out time", "lost property", "gift voucher", "pay my bill", "internet access",
        "breakfast menu", "late arrival", "group booking", "yes please", "no thank you",
    ),
    others=(
        "my train was late again", "do you like classical music", "a quarter of a million", "wait where is my pen",
        "oh dear", "I was told to call this number", "the line is very bad", "who am I talking to",
        "happy birthday to you", "forty two", "mashed potatoes", "it is raining in London", "sorry wrong number",
        "could you speak up", "come here and sit down", "last summer we went to Italy",
    ),
    voices=(
        "espeak-ng en-gb-scotland", "espeak-ng en-us+f2", "espeak-ng en-us+m7", "espeak-ng en-029",
        "flite slt 1.2", "flite rms 0.85", "flite awb 1.15", "flite kal",
    ),
)  # fmt: skip
LIBRARY = Menu(
    phrases=(
        "renew a book", "reserve a book", "membership card", "late fees", "reading room", "children's section",
        "speak to a librarian", "computer access", "donate books", "meeting rooms", "branch locations", "goodbye",
    ),
    others=(
        "the soup is too hot", "I left my umbrella on the bus", "how old are you", "twenty five", "hang on",
        "that is not what I meant", "let me ask my husband", "it was a long journey", "excuse me",
        "tomato and cheese sandwich", "they painted the house blue", "well never again",
    ),
    voices=(
        "espeak-ng en-us+f4", "espeak-ng en-gb-x-rp", "espeak-ng en-us+m1 1.1", "flite slt 0.9", "flite rms 1.1",
        "flite awb",
    ),
)  # fmt: skip
MENUS = {"hotline": HOTLINE, "hotel": HOTEL, "library, held out": LIBRARY}
