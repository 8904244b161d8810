"""Quiz of the notebook start_here, which has no exercises of its own."""

from .quiz import Choice, Number, Quiz

quiz = Quiz(
    Choice(
        right="b",
        feedback={
            "a": "A tenth more pictures would cost a tenth more time. That is not the reason.",
            "b": "Pictures known by heart prove nothing; only new ones can.",
            "c": "They are drawn at random, and no harder than the others.",
        },
    ),
    Number(
        right=1080,
        explanation="54,000 / 100 are 540 steps an epoch, and there are two epochs.",
        near_misses={
            540: "That is one time through the pictures. How many times are asked for?",
            108000: "That would be a step for each picture. A step takes 100 of them.",
            270: "Twice through the pictures means more steps, not fewer.",
            4220: "That is the training above, with 64 at a time and five epochs.",
        },
        tolerance=0.0001,
    ),
    Choice(
        right="d",
        feedback={
            "a": "An empty page is a table of 28 by 28 numbers like any other picture.",
            "b": "It has ten answers to choose from, and this is none of them.",
            "c": "Ten zeros would not sum to 1, as its answers always do.",
            "d": "It spreads its belief over the ten digits, for nothing else was ever asked.",
        },
    ),
)
