package org.noisystudent.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import org.noisystudent.remote.FakeObjects.Refusal;
import org.noisystudent.remote.FakeObjects.Stored;

/**
 * The JSON interface of Google Cloud Storage on 127.0.0.1, as far as run directories use it: one
 * bucket, uploads in one request and in sessions, downloads, lists in pages, joining, removal,
 * preconditions. It can refuse requests, and play a client that dies.
 */
final class FakeStorage implements AutoCloseable {
  static final String BUCKET = "bucket";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PAGE = 3; // several pages also of few objects

  static {
    // else every answer waits 40 ms for the client's acknowledgement of its head
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final FakeObjects objects = new FakeObjects();
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();
  private final Map<String, Answer> finished = new ConcurrentHashMap<>();
  private final List<String> log = new CopyOnWriteArrayList<>();
  private volatile Faults faults = Faults.none();

  private record Session(
      String name, JsonNode resource, OptionalLong ifGeneration, ByteArrayOutputStream bytes) {}

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Answer(int status, byte[] body, Map<String, String> headers) {
    static Answer of(JsonNode json) throws IOException {
      return new Answer(
          200, JSON.writeValueAsBytes(json), Map.of("Content-Type", "application/json"));
    }
  }

  private FakeStorage(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  static FakeStorage start() throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return new FakeStorage(HttpServer.create(any, 0));
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  FakeObjects objects() {
    return objects;
  }

  /** Returns the requests that were done so far, such as {@code PUT name}. */
  List<String> log() {
    return log;
  }

  void fail(Faults next) {
    faults = next;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = body(exchange);
      String query = exchange.getRequestURI().getRawQuery();
      String line =
          exchange.getRequestMethod()
              + " "
              + exchange.getRequestURI().getRawPath().replaceFirst(".*/o(/|$)", "")
              + (query == null ? "" : "?" + query);
      Faults.Fault fault = faults.next();
      if (fault.status() > 0) {
        send(exchange, refused(fault.status(), "injected"));
        return;
      }
      if (!fault.isDone()) {
        return; // closes the connection
      }
      Answer answer = answer(exchange, body);
      log.add(line);
      if (fault.isAnswered()) {
        send(exchange, answer);
      }
    }
  }

  private Answer answer(HttpExchange exchange, byte[] body) throws IOException {
    try {
      String path = exchange.getRequestURI().getRawPath();
      Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
      if (path.startsWith("/" + BUCKET + "/")) { // as the older interface, of XML, downloads
        query.put("alt", "media");
        return object(exchange, decoded(path.substring(BUCKET.length() + 2)), query);
      }
      int start = path.indexOf("/b/" + BUCKET + "/o");
      if (start < 0) {
        throw new Refusal(404, "The specified bucket does not exist.");
      }
      if (path.startsWith("/upload/")) {
        return upload(exchange, query, body);
      }
      String rest = path.substring(start + ("/b/" + BUCKET + "/o").length());
      if (rest.isEmpty()) {
        return list(query);
      }
      if (rest.endsWith("/compose")) {
        String name = decoded(rest.substring(1, rest.length() - "/compose".length()));
        return joined(name, JSON.readTree(body), query);
      }
      return object(exchange, decoded(rest.substring(1)), query);
    } catch (Refusal e) {
      return refused(e.status(), e.getMessage());
    }
  }

  private Answer object(HttpExchange exchange, String name, Map<String, String> query)
      throws IOException {
    if (exchange.getRequestMethod().equals("DELETE")) {
      objects.delete(name, number(query, "ifGenerationMatch"));
      return new Answer(204, new byte[0], Map.of());
    }
    Stored stored = objects.get(name, number(query, "generation"));
    if (!"media".equals(query.get("alt"))) {
      return Answer.of(resource(name, stored));
    }
    Map<String, String> headers = new HashMap<>();
    headers.put("Content-Type", stored.contentType());
    headers.put("x-goog-generation", String.valueOf(stored.generation()));
    headers.put("x-goog-hash", "crc32c=" + Checksums.of(stored.bytes()).crc32c());
    String range = exchange.getRequestHeaders().getFirst("Range");
    if (range == null) {
      return new Answer(200, stored.bytes(), headers);
    }
    String[] ends = range.replace("bytes=", "").split("-", -1);
    int first = Integer.parseInt(ends[0]);
    int size = stored.bytes().length;
    int last = ends[1].isEmpty() ? size - 1 : (int) Math.min(size - 1, Long.parseLong(ends[1]));
    if (first > last) {
      throw new Refusal(416, "The requested range cannot be satisfied.");
    }
    headers.put("Content-Range", "bytes %d-%d/%d".formatted(first, last, size));
    return new Answer(206, Arrays.copyOfRange(stored.bytes(), first, last + 1), headers);
  }

  private Answer list(Map<String, String> query) throws IOException {
    NavigableMap<String, Stored> found = objects.startingWith(query.getOrDefault("prefix", ""));
    NavigableMap<String, Stored> rest = found.tailMap(query.getOrDefault("pageToken", ""), true);
    ObjectNode page = JSON.createObjectNode().put("kind", "storage#objects");
    ArrayNode items = page.putArray("items");
    for (Map.Entry<String, Stored> each : rest.entrySet()) {
      if (items.size() == PAGE) {
        page.put("nextPageToken", each.getKey());
        break;
      }
      items.add(resource(each.getKey(), each.getValue()));
    }
    return Answer.of(page);
  }

  private Answer joined(String name, JsonNode request, Map<String, String> query)
      throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (JsonNode source : request.get("sourceObjects")) {
      OptionalLong generation =
          source.has("generation")
              ? OptionalLong.of(source.get("generation").asLong())
              : OptionalLong.empty();
      all.writeBytes(objects.get(source.get("name").asText(), generation).bytes());
    }
    return stored(
        name,
        request.path("destination"),
        all.toByteArray(),
        true,
        number(query, "ifGenerationMatch"));
  }

  private Answer upload(HttpExchange exchange, Map<String, String> query, byte[] body)
      throws IOException {
    OptionalLong expected = number(query, "ifGenerationMatch");
    String id = query.get("upload_id");
    if (id != null) {
      return sessionPart(exchange, id, body);
    }
    if ("resumable".equals(query.get("uploadType"))) {
      JsonNode resource = JSON.readTree(body);
      String name = query.getOrDefault("name", resource.path("name").asText());
      objects.check(name, expected);
      String session = UUID.randomUUID().toString();
      sessions.put(session, new Session(name, resource, expected, new ByteArrayOutputStream()));
      String place = endpoint() + exchange.getRequestURI().getRawPath() + "?upload_id=" + session;
      return new Answer(200, new byte[0], Map.of("Location", place));
    }
    MultipartBody parts =
        MultipartBody.of(exchange.getRequestHeaders().getFirst("Content-Type"), body);
    JsonNode resource = JSON.readTree(parts.first());
    return stored(resource.get("name").asText(), resource, parts.second(), false, expected);
  }

  /** Takes as much as comes: a session goes on where the last request broke off. */
  private Answer sessionPart(HttpExchange exchange, String id, byte[] body) throws IOException {
    if (finished.containsKey(id)) {
      return finished.get(id);
    }
    Session session = sessions.get(id);
    if (session == null) {
      throw new Refusal(404, "no such session");
    }
    String range = exchange.getRequestHeaders().getFirst("Content-Range");
    String total = range == null ? "" + body.length : range.substring(range.indexOf('/') + 1);
    session.bytes().writeBytes(body);
    if (total.equals("*") || session.bytes().size() < Long.parseLong(total)) {
      int size = session.bytes().size();
      return new Answer(
          308, new byte[0], size == 0 ? Map.of() : Map.of("Range", "bytes=0-" + (size - 1)));
    }
    sessions.remove(id);
    Answer answer =
        stored(
            session.name(),
            session.resource(),
            session.bytes().toByteArray(),
            false,
            session.ifGeneration());
    finished.put(id, answer);
    return answer;
  }

  private Answer stored(
      String name, JsonNode resource, byte[] bytes, boolean joined, OptionalLong expected)
      throws IOException {
    String sum = resource.path("crc32c").asText("");
    if (!sum.isEmpty() && !sum.equals(Checksums.of(bytes).crc32c())) {
      throw new Refusal(400, "Provided CRC32C does not match calculated CRC32C.");
    }
    Map<String, String> metadata = new TreeMap<>();
    for (Map.Entry<String, JsonNode> each : resource.path("metadata").properties()) {
      metadata.put(each.getKey(), each.getValue().asText());
    }
    String type = resource.path("contentType").asText("application/octet-stream");
    return Answer.of(resource(name, objects.put(name, bytes, type, metadata, joined, expected)));
  }

  private static ObjectNode resource(String name, Stored stored) {
    Checksums sums = Checksums.of(stored.bytes());
    ObjectNode json =
        JSON.createObjectNode()
            .put("kind", "storage#object")
            .put("bucket", BUCKET)
            .put("name", name)
            .put("generation", String.valueOf(stored.generation()))
            .put("metageneration", "1")
            .put("contentType", stored.contentType())
            .put("size", String.valueOf(stored.bytes().length))
            .put("crc32c", sums.crc32c())
            .put("timeCreated", stored.updated().toString())
            .put("updated", stored.updated().toString());
    if (!stored.joined()) {
      json.put("md5Hash", sums.md5());
    }
    ObjectNode metadata = json.putObject("metadata");
    stored.metadata().forEach(metadata::put);
    return json;
  }

  private static Answer refused(int status, String message) throws IOException {
    ObjectNode error = JSON.createObjectNode();
    error.putObject("error").put("code", status).put("message", message);
    return new Answer(
        status, JSON.writeValueAsBytes(error), Map.of("Content-Type", "application/json"));
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    byte[] body = answer.body();
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  private static byte[] body(HttpExchange exchange) throws IOException {
    boolean packed =
        "gzip".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    try (InputStream in = exchange.getRequestBody()) {
      return packed ? new GZIPInputStream(in).readAllBytes() : in.readAllBytes();
    }
  }

  private static OptionalLong number(Map<String, String> query, String key) {
    return query.containsKey(key)
        ? OptionalLong.of(Long.parseLong(query.get(key)))
        : OptionalLong.empty();
  }

  private static Map<String, String> query(String text) {
    Map<String, String> query = new HashMap<>();
    for (String pair : text == null ? new String[0] : text.split("&")) {
      String[] both = pair.split("=", 2);
      query.put(decoded(both[0]), both.length > 1 ? decoded(both[1]) : "");
    }
    return query;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
