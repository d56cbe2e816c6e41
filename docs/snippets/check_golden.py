import base64
import json

import cv2
import numpy as np
from expressions import classify

with open("golden.json", encoding="utf-8") as file:
    golden = json.load(file)
for face in golden["faces"]:
    png = np.frombuffer(base64.b64decode(face["png"]), np.uint8)
    rgb = cv2.imdecode(png, cv2.IMREAD_COLOR)[..., ::-1]  # OpenCV gives BGR
    found = list(classify(rgb).values())
    apart = np.abs(np.subtract(found, face["probabilities"])).max()
    assert apart <= golden["tolerance"], f"{apart} apart"
print(f"{len(golden['faces'])} faces as expected")
