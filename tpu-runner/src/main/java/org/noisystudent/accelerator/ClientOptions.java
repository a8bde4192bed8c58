package org.noisystudent.accelerator;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.noisystudent.pjrt.NamedValue;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/** The options of a plugin's client as a config has them: {@code name=value}. */
final class ClientOptions {
  private static final Pattern WHOLE_NUMBER = Pattern.compile("-?\\d{1,18}");

  private ClientOptions() {}

  /** Returns the options: whole numbers and truth values as such, all else as text. */
  static List<NamedValue> parse(List<String> options) {
    List<NamedValue> values = new ArrayList<>();
    for (String option : options) {
      int equals = option.indexOf('=');
      if (equals < 1) {
        throw new UserErrorException(
            Kind.USAGE, "device.clientOptions (%s) must be name=value".formatted(option));
      }
      values.add(new NamedValue(option.substring(0, equals), value(option.substring(equals + 1))));
    }
    return values;
  }

  private static Object value(String text) {
    if (WHOLE_NUMBER.matcher(text).matches()) {
      return Long.valueOf(text);
    }
    return text.equals("true") || text.equals("false") ? (Object) Boolean.valueOf(text) : text;
  }
}
