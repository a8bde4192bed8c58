import sys
from PIL import Image
src, out = sys.argv[1], sys.argv[2]
def o(n): return Image.open(f"{src}/{n}").convert("RGB")
chelsea=o("chelsea.png"); astro=o("astronaut.png"); rocket=o("rocket.jpg"); coffee=o("coffee.png")
chelsea.resize((226,150)).save(f"{out}/animal/chelsea.jpg",quality=88)
chelsea.convert("L").resize((113,75)).save(f"{out}/animal/chelsea-grey.png")
chelsea.resize((113,75)).convert("CMYK").save(f"{out}/animal/chelsea-cmyk.jpg",quality=88)
astro.resize((160,160)).save(f"{out}/person/astronaut.jpg",quality=88,progressive=True)
astro.resize((64,64)).convert("P").save(f"{out}/person/astronaut-palette.png")
rocket.resize((213,142)).save(f"{out}/vehicle/rocket.jpg",quality=88)
coffee.resize((96,64)).save(f"{out}/drink/coffee.png")
coffee.convert("L").resize((150,100)).save(f"{out}/drink/coffee-grey.jpg",quality=88)
Image.new("RGB",(1,1),(200,100,50)).save(f"{out}/drink/one-pixel.png")
