/** Every text of the page. {Braces} are placeholders. */

export const WORDS = {
  en: {
    language: "English",
    title: "Facial expressions, on your device",
    private: "Nothing leaves this device; no picture is kept.",
    offline: "Works offline.",
    chooseLanguage: "Language",
    lookTitle: "Picture",
    yourCamera: "Your camera",
    thePicture: "The picture",
    facesFound: "Faces found",
    empty: "Use the camera, or choose pictures or a video.",
    drop: "You can drop or paste them here, too.",
    samples: "Or try one of these:",
    sampleAstronaut: "A photograph of an astronaut",
    sampleWall: "Three drawn faces on a wall",
    sampleGroup: "Six drawn faces in two rows",
    switchCamera: "Switch camera",
    whichCamera: "Camera",
    cameraNumber: "Camera {number}",
    mirror: "Show it as a mirror does. What is saved is not mirrored.",
    useCamera: "Use camera",
    stopCamera: "Stop camera",
    stopVideo: "Stop video",
    choose: "Choose picture",
    freeze: "Freeze",
    goOn: "Go on",
    record: "Record",
    stopRecording: "Stop · {seconds} s",
    share: "Share",
    save: "Save picture",
    data: "Save data",
    table: "Save table",
    strip: "All pictures",
    again: "Try again",
    resultTitle: "What it shows",
    loading: "Loading",
    loadingShare: "{percent} %",
    nearly: "nearly there",
    notLoaded: "Not loaded",
    ready: "Ready",
    reading: "Reading…",
    readingOf: "{place} of {count}",
    noFace: "No face found",
    closer: "Come closer, into the light.",
    otherPicture: "Try one with a larger, brighter face.",
    oneFace: "One face",
    faceOf: "Face {place} of {count} · tap another to read it",
    face: "Face {number}: {text}",
    label: "{label}",
    unsure: "Unsure",
    perhaps: "perhaps {label}, {share}",
    probabilities: "Probabilities",
    showAll: "Show all {count}",
    showThree: "Show three",
    history: "{label}, over the last 30 seconds",
    note:
      "Expressions are not feelings: this tells what a face shows, not what " +
      "a person feels.",
    model: "Model",
    modelNote:
      "Accuracy on 3,199 test photographs (FER+, PublicTest), some of them " +
      "copies of training ones; yours may be harder. Time per face, on a " +
      "desktop computer.",
    accuracy: "{percent} % accurate",
    small: "Small",
    accurate: "Accurate",
    speed: "Speed",
    noSpeed: "Show it a face first.",
    rate: "{rate} frames/s",
    took: "{time} ms",
    step: "{step} {p50} ms (90 % within {p90})",
    detect: "detect",
    align: "align",
    classify: "classify",
    ownTitle: "The model, or one of your own",
    ownNote:
      "Your own is a .tflite file and its model.json, as export/to_tflite.py " +
      "writes them. Choose both together.",
    own: "Use another model",
    thanks:
      "Faces are detected by BlazeFace, run with LiteRT.js (both Apache-2.0).",
    cardName: "Name",
    cardDoes: "What it does",
    cardLabels: "Expressions",
    cardSees: "Sees",
    cardPixels: "{size} x {size} pixels",
    cardMeasured: "Measured",
    cardFigures:
      "accuracy {percent} % on {count} faces ({split} split; this very file)",
    cardUnsure: "Unsure below",
    cardVersion: "Version",
    cardLicence: "Licence",
    aboutTitle: "Before you rely on it",
    aboutWrong:
      "It can be wrong, and is so more often with people, light or poses " +
      "that its training pictures lack.",
    aboutNotFor:
      "It is a demonstration. Do not use it to decide anything about people, " +
      "nor to watch them at work or at school.",
    aboutTell:
      "Tell people before you let it read their faces. Whoever uses such a " +
      "system on others in the European Union has to (AI Act, article 50).",
    aboutPrivate:
      "Your camera and pictures are read by this page on this device. " +
      "Nothing is sent, and no picture is kept; what you save is yours.",
    aboutCard: "The models' card",
    aboutSource: "Source",
    aboutLicence: "Licence",
    cameraBlocked:
      "The camera is blocked. Allow it in the site's settings, or choose a " +
      "picture.",
    noCamera: "There is no camera here. Connect one, or choose a picture.",
    cameraBusy:
      "The camera does not answer; perhaps another program uses it. Close " +
      "that program and try again, or choose a picture.",
    cameraFailed:
      "The camera could not be started. Try again, or choose a picture.",
    cameraNeedsHttps:
      "Browsers give a camera only to pages with https. Open the page with " +
      "https, or choose a picture.",
    cameraGone: "The camera has gone. Connect it again, or choose a picture.",
    noPicture:
      "This is not a picture that the browser can read. Choose another one, " +
      "such as a JPEG or PNG.",
    noVideo:
      "This is not a video that the browser can play. Choose another one, " +
      "such as an MP4.",
    noFile:
      "Only files can be read here. Save the picture first, then choose it.",
    partMissing:
      "A part of this page could not be loaded. Check the connection.",
    partDamaged: "A part of this page arrived damaged.",
    tooSlow: "A part of this page takes too long to come.",
    forbidden:
      "The settings of this website do not let the page run. Tell whoever " +
      "runs it: its policy lacks 'wasm-unsafe-eval'.",
    tooOld:
      "This browser is too old for the page: it lacks WebAssembly with SIMD. " +
      "Update it, or try another browser.",
    noMemory:
      "There is too little memory for the page. Close other tabs or programs.",
    stopped: "The page had to start again.",
    otherModel: "The model {wanted} could not be loaded; {used} answers.",
    wrong: "Something went wrong ({reason}). Reload the page.",
    labels: {},
  },
  de: {
    language: "Deutsch",
    title: "Gesichtsausdrücke, auf deinem Gerät",
    private: "Nichts verlässt dein Gerät, kein Bild wird gespeichert.",
    offline: "Geht offline.",
    chooseLanguage: "Sprache",
    lookTitle: "Bild",
    yourCamera: "Deine Kamera",
    thePicture: "Das Bild",
    facesFound: "Gefundene Gesichter",
    empty: "Nimm die Kamera, oder wähle Bilder oder ein Video.",
    drop: "Du kannst sie auch hierher ziehen oder einfügen.",
    samples: "Oder probiere eines von diesen:",
    sampleAstronaut: "Das Foto einer Astronautin",
    sampleWall: "Drei gezeichnete Gesichter an einer Wand",
    sampleGroup: "Sechs gezeichnete Gesichter in zwei Reihen",
    switchCamera: "Kamera wechseln",
    whichCamera: "Kamera",
    cameraNumber: "Kamera {number}",
    mirror: "Wie im Spiegel zeigen. Gespeichert wird ungespiegelt.",
    useCamera: "Kamera an",
    stopCamera: "Kamera aus",
    stopVideo: "Video aus",
    choose: "Bild wählen",
    freeze: "Anhalten",
    goOn: "Weiter",
    record: "Aufnehmen",
    stopRecording: "Stopp · {seconds} s",
    share: "Teilen",
    save: "Bild sichern",
    data: "Daten sichern",
    table: "Tabelle sichern",
    strip: "Alle Bilder",
    again: "Noch einmal",
    resultTitle: "Was zu sehen ist",
    loading: "Lädt",
    loadingShare: "{percent} %",
    nearly: "gleich da",
    notLoaded: "Nicht geladen",
    ready: "Bereit",
    reading: "Liest…",
    readingOf: "{place} von {count}",
    noFace: "Kein Gesicht gefunden",
    closer: "Komm näher, ins Licht.",
    otherPicture: "Nimm eines mit einem größeren, helleren Gesicht.",
    oneFace: "Ein Gesicht",
    faceOf: "Gesicht {place} von {count} · tippe auf ein anderes",
    face: "Gesicht {number}: {text}",
    label: "{label}",
    unsure: "Unsicher",
    perhaps: "vielleicht {label}, {share}",
    probabilities: "Wahrscheinlichkeiten",
    showAll: "Alle {count} zeigen",
    showThree: "Drei zeigen",
    history: "{label}, in den letzten 30 Sekunden",
    note:
      "Ausdrücke sind keine Gefühle: Hier steht, was ein Gesicht zeigt, " +
      "nicht, was ein Mensch fühlt.",
    model: "Modell",
    modelNote:
      "Genauigkeit auf 3.199 Testfotos (FER+, PublicTest), manche davon " +
      "Kopien von Trainingsfotos; deine können schwerer sein. Zeit je " +
      "Gesicht auf einem Schreibtischrechner.",
    accuracy: "{percent} % richtig",
    small: "Klein",
    accurate: "Genau",
    speed: "Geschwindigkeit",
    noSpeed: "Zeig zuerst ein Gesicht.",
    rate: "{rate} Bilder/s",
    took: "{time} ms",
    step: "{step} {p50} ms (90 % bis {p90})",
    detect: "finden",
    align: "ausrichten",
    classify: "erkennen",
    ownTitle: "Das Modell, oder ein eigenes",
    ownNote:
      "Ein eigenes ist eine .tflite-Datei und ihre model.json, wie " +
      "export/to_tflite.py sie schreibt. Wähle beide zusammen.",
    own: "Anderes Modell nehmen",
    thanks:
      "Gesichter findet BlazeFace, ausgeführt mit LiteRT.js (beide Apache-2.0).",
    cardName: "Name",
    cardDoes: "Was es tut",
    cardLabels: "Ausdrücke",
    cardSees: "Sieht",
    cardPixels: "{size} x {size} Pixel",
    cardMeasured: "Gemessen",
    cardFigures:
      "{percent} % richtig bei {count} Gesichtern ({split}; genau diese Datei)",
    cardUnsure: "Unsicher unter",
    cardVersion: "Version",
    cardLicence: "Lizenz",
    aboutTitle: "Bevor du dich darauf verlässt",
    aboutWrong:
      "Es kann sich irren, und öfter bei Menschen, Licht oder Haltungen, die " +
      "in den Trainingsbildern fehlen.",
    aboutNotFor:
      "Es ist eine Vorführung. Entscheide damit nichts über Menschen, und " +
      "überwache niemanden bei der Arbeit oder in der Schule.",
    aboutTell:
      "Sag es den Menschen, bevor du ihre Gesichter lesen lässt. Wer so ein " +
      "System in der Europäischen Union bei anderen einsetzt, muss das " +
      "(KI-Verordnung, Artikel 50).",
    aboutPrivate:
      "Kamera und Bilder liest diese Seite auf diesem Gerät. Nichts wird " +
      "gesendet, kein Bild wird behalten; was du sicherst, gehört dir.",
    aboutCard: "Die Karte der Modelle",
    aboutSource: "Quelltext",
    aboutLicence: "Lizenz",
    cameraBlocked:
      "Die Kamera ist gesperrt. Erlaube sie in den Einstellungen der Seite, " +
      "oder wähle ein Bild.",
    noCamera: "Hier ist keine Kamera. Schließe eine an, oder wähle ein Bild.",
    cameraBusy:
      "Die Kamera antwortet nicht; vielleicht nutzt sie ein anderes " +
      "Programm. Schließe es und versuche es noch einmal, oder wähle ein Bild.",
    cameraFailed:
      "Die Kamera ließ sich nicht starten. Versuche es noch einmal, oder " +
      "wähle ein Bild.",
    cameraNeedsHttps:
      "Browser geben die Kamera nur Seiten mit https. Öffne die Seite mit " +
      "https, oder wähle ein Bild.",
    cameraGone:
      "Die Kamera ist weg. Schließe sie wieder an, oder wähle ein Bild.",
    noPicture:
      "Das ist kein Bild, das der Browser lesen kann. Wähle ein anderes, " +
      "etwa ein JPEG oder PNG.",
    noVideo:
      "Das ist kein Video, das der Browser abspielen kann. Wähle ein anderes, " +
      "etwa ein MP4.",
    noFile:
      "Hier können nur Dateien gelesen werden. Sichere das Bild zuerst, und " +
      "wähle es dann.",
    partMissing:
      "Ein Teil dieser Seite ließ sich nicht laden. Prüfe die Verbindung.",
    partDamaged: "Ein Teil dieser Seite kam beschädigt an.",
    tooSlow: "Ein Teil dieser Seite braucht zu lange.",
    forbidden:
      "Die Einstellungen dieser Website lassen die Seite nicht laufen. Sag " +
      "es ihren Betreibern: In ihrer Policy fehlt 'wasm-unsafe-eval'.",
    tooOld:
      "Dieser Browser ist zu alt für die Seite: Ihm fehlt WebAssembly mit " +
      "SIMD. Aktualisiere ihn, oder nimm einen anderen.",
    noMemory: "Der Speicher reicht nicht. Schließe andere Tabs oder Programme.",
    stopped: "Die Seite musste neu beginnen.",
    otherModel: "Das Modell {wanted} ließ sich nicht laden; {used} antwortet.",
    wrong: "Etwas ging schief ({reason}). Lade die Seite neu.",
    labels: {
      anger: "Wut",
      contempt: "Verachtung",
      disgust: "Ekel",
      fear: "Angst",
      happiness: "Freude",
      neutral: "neutral",
      sadness: "Trauer",
      surprise: "Überraschung",
    },
  },
};
