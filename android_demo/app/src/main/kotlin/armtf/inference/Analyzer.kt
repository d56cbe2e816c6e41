package armtf.inference

/**
 * Detects, aligns and classifies faces. Not thread-safe.
 *
 * @param classify from a face's pixels to its probabilities.
 * @param times of its stages; those of the camera may be among them.
 * @param closing called by `close`.
 */
class Analyzer(
    val labels: List<String>,
    private val imageSize: Int,
    private val settings: Settings,
    private val detector: Detector,
    private val classify: (ByteArray) -> FloatArray,
    val times: Times,
    private val closing: () -> Unit,
) : AutoCloseable {
    private var tracker = newTracker()

    /** Returns the faces of a video's next frame; [seconds] never decrease. */
    fun frame(picture: Picture, seconds: Double): List<Face> =
        tracker.update(look(picture), seconds)

    /** Forgets the tracked faces: another video begins. */
    fun forget() {
        tracker = newTracker()
    }

    /** Returns the faces of a single picture. */
    fun still(picture: Picture): List<Face> =
        newTracker().update(look(picture), 0.0)

    override fun close() = closing()

    private fun newTracker() = Tracker { Smoother(labels, settings) }

    private fun look(picture: Picture): List<Looked> {
        val found = times.measure(Stage.DETECT) { detector.detect(picture) }
        return found.map { face ->
            val pixels = times.measure(Stage.ALIGN) {
                facePixels(picture, face, settings, imageSize)
            }
            Looked(face, times.measure(Stage.CLASSIFY) { classify(pixels) })
        }
    }
}

/**
 * Returns a face as a classifier expects it: aligned by its points if the model
 * has its training faces' points, else cropped by its box.
 */
fun facePixels(
    picture: Picture,
    face: Detection,
    settings: Settings,
    size: Int,
): ByteArray {
    val cut = settings.points?.let { alignFace(picture, face.points, it, size) }
    if (cut != null) return cut
    return cropFace(picture, squareAround(face.box, settings.cropMargin), size)
}
