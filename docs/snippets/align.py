import cv2
import numpy as np


def align(picture, points, template, side):
    """Returns the face `(side, side, 3)` of a picture.

    `points` are right eye, left eye, nose and mouth in pixels; `template` is
    `points` of model.json.
    """
    p = np.dot(points, (1, 1j))  # x + yi
    q = np.dot(template, (1, 1j)) * side
    centred = p - p.mean()
    # Least squares: its length is the scale, its angle the rotation.
    turn = np.vdot(centred, q - q.mean()) / np.vdot(centred, centred)
    while abs(turn) <= 0.5:  # Large faces are halved first.
        picture = cv2.resize(
            picture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA
        )
        p, turn = p / 2, turn * 2
    middle = 0.5 + 0.5j  # OpenCV's pixel 0 is at 0.0, not from 0.0 to 1.0.
    shift = q.mean() - turn * p.mean() + (turn - 1) * middle
    matrix = [
        [turn.real, -turn.imag, shift.real],
        [turn.imag, turn.real, shift.imag],
    ]
    return cv2.warpAffine(
        picture,
        np.array(matrix),
        (side, side),
        borderMode=cv2.BORDER_REPLICATE,
    )
