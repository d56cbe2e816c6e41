"""Puts three of the app's screens side by side: images/app.png.

    android_demo/app/tools/screens.sh && python docs/draw_app.py

The screens are drawn by the app's tests.
"""

import pathlib

import cv2

HERE = pathlib.Path(__file__).parent
SCREENS = HERE.parent / "android_demo" / "app" / "build" / "screens"
NAMES = ("reason", "example", "german")
WIDTH, HEIGHT = 360, 720  # pixels of a screen
GAP = 12  # pixels on either side
WHITE = (255, 255, 255)


def main():
    """Writes images/app.png."""
    screens = []
    for name in NAMES:
        screen = cv2.imread(str(SCREENS / f"{name}.png"))
        if screen is None:
            raise SystemExit(__doc__)
        small = cv2.resize(
            screen, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA
        )
        screens.append(
            cv2.copyMakeBorder(
                small, 0, 0, GAP, GAP, cv2.BORDER_CONSTANT, value=WHITE
            )
        )
    whole = cv2.hconcat(screens)[:, GAP:-GAP]
    cv2.imwrite(str(HERE / "images" / "app.png"), whole)


if __name__ == "__main__":
    main()
