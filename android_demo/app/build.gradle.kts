// For Android Studio. `make apk` builds the same sources without Google's SDK
// and Maven repository, reads the settings below, and runs in CI; this build
// does not, and was never run by the authors.
plugins {
    id("com.android.application") version "8.13.2"
    id("org.jetbrains.kotlin.android") version "2.2.21"
}

android {
    namespace = "armtf.demo"
    compileSdk = 36

    defaultConfig {
        minSdk = 24
        targetSdk = 36
        versionCode = 2
        versionName = "0.2.0"
        // The runtime has no library for 32-bit processors.
        ndk.abiFilters += listOf("arm64-v8a", "x86_64")
    }

    // The classifier, as `python export/to_tflite.py` writes it, and the face
    // detector's network with its licence.
    sourceSets["main"].assets.srcDirs(
        "../../arm_tf/pretrained/ferplus/tflite",
        "../../arm_tf/faces",
    )
    androidResources {
        ignoreAssetsPattern = "!golden.json:!report.json:!*.py:!__pycache__"
        noCompress += "tflite" // It is mapped into memory.
    }

    // Two of the runtime's archives hold the same files for another compiler.
    packaging { resources.excludes += "META-INF/native-image/**" }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_1_8
        targetCompatibility = JavaVersion.VERSION_1_8
    }
}

kotlin {
    compilerOptions {
        jvmTarget = org.jetbrains.kotlin.gradle.dsl.JvmTarget.JVM_1_8
    }
}

// Brings the face detector's network, once, with Python and pip.
val fetchDetector = tasks.register<Exec>("fetchDetector") {
    commandLine("python3", "../../tools/fetch_detector.py")
}
tasks.named("preBuild") { dependsOn(fetchDetector) }

val tflite = "2.20.0-1.5.13"
val javacpp = "1.5.13"

dependencies {
    // TensorFlow Lite and what shows its C++ interface to Java: the classes,
    // and the native libraries, which fit memory pages of 16 KB.
    implementation("org.bytedeco:tensorflow-lite:$tflite")
    implementation("org.bytedeco:javacpp:$javacpp")
    for (processor in listOf("arm64", "x86_64")) {
        runtimeOnly("org.bytedeco:tensorflow-lite:$tflite:android-$processor")
        runtimeOnly("org.bytedeco:javacpp:$javacpp:android-$processor")
    }
    testImplementation("junit:junit:4.13.2")
    testImplementation("org.json:json:20240303") // Android's is only a stub.
    testRuntimeOnly("org.bytedeco:tensorflow-lite:$tflite:linux-x86_64")
    testRuntimeOnly("org.bytedeco:javacpp:$javacpp:linux-x86_64")
}
