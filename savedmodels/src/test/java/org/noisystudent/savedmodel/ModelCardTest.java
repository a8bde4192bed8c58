package org.noisystudent.savedmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCardTest {
  @TempDir Path folder;

  @Test
  void readsBackWhatItWrote() throws IOException {
    Files.write(folder.resolve(ModelCard.FILE), TinyModel.card().json());
    assertEquals(Optional.of(TinyModel.card()), ModelCard.read(folder));
  }

  @Test
  void keepsItsKeysInOneOrder() throws IOException {
    Files.write(folder.resolve(ModelCard.FILE), TinyModel.card().json());
    assertEquals(
        """
        {
          "variant" : "tiny",
          "resolution" : 8,
          "classes" : 3,
          "classNames" : [ "red", "green", "blue" ],
          "evaluationCrop" : "NONE",
          "config" : {
            "seed" : 7
          },
          "dataHashes" : {
            "labeled" : "a0",
            "unlabeled" : "b1"
          },
          "metrics" : {
            "top1" : 0.5,
            "top5" : 1.0
          },
          "versions" : {
            "tensorFlow" : "2.18.0",
            "java" : "17",
            "program" : "0.1.0"
          },
          "created" : "2026-11-24T00:00:00Z",
          "parent" : ""
        }
        """,
        Files.readString(folder.resolve(ModelCard.FILE)));
  }

  @Test
  void isAbsentFromAForeignModel() {
    assertEquals(Optional.empty(), ModelCard.read(folder));
  }

  @Test
  void saysInOneLineThatItIsDamaged() throws IOException {
    for (String json : new String[] {"{\"variant\":", "{}", "{\"created\":\"yesterday\"}"}) {
      Files.writeString(folder.resolve(ModelCard.FILE), json);
      UserErrorException error =
          assertThrows(UserErrorException.class, () -> ModelCard.read(folder));
      assertTrue(error.getMessage().contains("model-card.json) is damaged"), error.getMessage());
      assertEquals(1, error.getMessage().lines().count());
    }
  }
}
