package armtf.demo

import armtf.inference.Face

/**
 * Which of several faces is read in detail: the one that the user chose, as
 * long as it is there; else the largest.
 *
 * @property number of the face; it lasts when the screen is made anew.
 */
class Choice(var number: Int = NONE) {
    /** Returns the chosen one of the faces, which stays chosen. */
    fun among(faces: List<Face>): Face? {
        val face = faces.firstOrNull { it.number == number }
            ?: faces.maxByOrNull { it.detection.box.width * it.detection.box.height }
        if (face != null) number = face.number
        return face
    }

    /** Chooses the next face to the right, or the first one again. */
    fun next(faces: List<Face>) {
        val at = faces.indexOfFirst { it.number == number }
        if (faces.isNotEmpty()) number = faces[(at + 1) % faces.size].number
    }

    companion object {
        const val NONE = 0
    }
}
