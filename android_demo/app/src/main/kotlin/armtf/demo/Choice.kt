package armtf.demo

import armtf.inference.Face

/**
 * Which of several faces is shown in detail: the one that the user selected, as
 * long as it is visible; else the largest.
 *
 * @property number of the face; it is kept when the activity is recreated.
 */
class Choice(var number: Int = NONE) {
    /** Returns the selected face, which stays selected. */
    fun among(faces: List<Face>): Face? {
        val face = faces.firstOrNull { it.number == number }
            ?: faces.maxByOrNull { it.detection.box.width * it.detection.box.height }
        if (face != null) number = face.number
        return face
    }

    /** Selects the next face to the right, or the first one again. */
    fun next(faces: List<Face>) {
        val at = faces.indexOfFirst { it.number == number }
        if (faces.isNotEmpty()) number = faces[(at + 1) % faces.size].number
    }

    companion object {
        const val NONE = 0
    }
}
