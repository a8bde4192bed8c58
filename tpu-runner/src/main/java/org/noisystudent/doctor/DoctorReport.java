package org.noisystudent.doctor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What was found out.
 *
 * @param request what was examined
 * @param sections in order
 */
public record DoctorReport(DoctorRequest request, List<Section> sections) {
  /** Those without which the device is of no use. */
  private static final Set<String> NEEDED = Set.of(Section.DEVICE, Section.STEPS);

  /** Copies the sections. */
  public DoctorReport {
    sections = List.copyOf(sections);
  }

  /** Returns whether the device is there and computes as it should. */
  public boolean isDeviceWell() {
    return sections.stream()
        .noneMatch(section -> NEEDED.contains(section.name()) && section.failure().isPresent());
  }

  /** Returns the report as one document: the sections by name. */
  public Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("device", deviceName());
    document.put("well", isDeviceWell());
    Map<String, Object> byName = new LinkedHashMap<>();
    for (Section section : sections) {
      Map<String, Object> shown = new LinkedHashMap<>();
      shown.put("ok", section.failure().isEmpty());
      section.failure().ifPresent(why -> shown.put("failure", why));
      shown.putAll(section.facts());
      byName.put(section.name(), shown);
    }
    document.put("sections", byName);
    return document;
  }

  /** Returns the report for people. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (Section section : sections) {
      text.append(section.name());
      section.failure().ifPresent(why -> text.append(": FAILED: ").append(why));
      text.append('\n');
      section.facts().forEach((name, value) -> append(text, name, value));
      text.append('\n');
    }
    List<String> failed =
        sections.stream().filter(s -> s.failure().isPresent()).map(Section::name).toList();
    return text.append(deviceName())
        .append(isDeviceWell() ? ": computes as it should" : ": NOT WELL")
        .append(failed.isEmpty() ? "" : "; failed: " + String.join(", ", failed))
        .append('\n')
        .toString();
  }

  private String deviceName() {
    return request.type().name().toLowerCase(Locale.ROOT);
  }

  private static void append(StringBuilder text, String name, Object value) {
    if (value instanceof Map<?, ?> map) {
      text.append("  ").append(name).append('\n');
      map.forEach((key, each) -> text.append("    %-24s %s%n".formatted(key, shown(each))));
    } else {
      text.append("  %-26s %s%n".formatted(name, shown(value)));
    }
  }

  private static String shown(Object value) {
    if (value instanceof Double number) {
      return "%.4g".formatted(number);
    }
    return value instanceof List<?> list
        ? list.stream().map(String::valueOf).collect(Collectors.joining(", "))
        : String.valueOf(value);
  }
}
