package org.noisystudent.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that was meant. */
final class Spelling {
  private Spelling() {}

  /** Returns the nearest word, if at most a third of the letters (and at least 2) differ. */
  static Optional<String> nearest(String word, Collection<String> words) {
    int limit = Math.max(2, word.length() / 3);
    return words.stream()
        .filter(w -> distance(word, w) <= limit && distance(word, w) < w.length())
        .min(Comparator.comparingInt((String w) -> distance(word, w)));
  }

  /** Returns the Levenshtein distance, upper and lower case being the same. */
  static int distance(String first, String second) {
    String a = first.toLowerCase(Locale.ROOT);
    String b = second.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
