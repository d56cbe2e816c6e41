/** The networks bundled with the app. */
package armtf.demo

import android.content.res.AssetManager
import armtf.inference.Analyzer
import armtf.inference.BlazeFace
import armtf.inference.Classifier
import armtf.inference.FaceDetector
import armtf.inference.InputError
import armtf.inference.Times
import armtf.inference.open
import java.io.FileInputStream
import java.io.IOException
import java.nio.ByteBuffer
import java.nio.channels.FileChannel

private const val DETECTOR = "face_detection_full_range.tflite"

/** Returns the app's classifier; throws [InputError]. */
fun AssetManager.classifier(threads: Int): Classifier {
    val text = content("model.json") { open(it).use { file -> file.readBytes() } }
    return Classifier(mapped("model.tflite"), String(text), threads)
}

/** Returns the app's face detector; throws [InputError]. */
fun AssetManager.detector(threads: Int): BlazeFace {
    val file = mapped(DETECTOR)
    return open(DETECTOR) { BlazeFace(file, threads) }
}

/** Returns an analyzer of both; throws [InputError]. */
fun AssetManager.analyzer(threads: Int): Analyzer {
    val classifier = classifier(threads)
    val detector = try {
        detector(threads)
    } catch (error: InputError) {
        classifier.close()
        throw error
    }
    return Analyzer(
        classifier.labels,
        classifier.imageSize,
        classifier.settings,
        FaceDetector(detector),
        classifier::classify,
        Times(System::nanoTime),
    ) {
        classifier.close()
        detector.close()
    }
}

private fun AssetManager.mapped(name: String): ByteBuffer = content(name) {
    openFd(name).use { file ->
        FileInputStream(file.fileDescriptor).channel.map(
            FileChannel.MapMode.READ_ONLY,
            file.startOffset,
            file.declaredLength,
        )
    }
}

private fun <T> content(name: String, read: (String) -> T): T = try {
    read(name)
} catch (error: IOException) {
    throw InputError(
        "Expected $name in the app, networks not compressed. Received: " +
            "${error.message}. Build it again with `make apk`."
    )
}
