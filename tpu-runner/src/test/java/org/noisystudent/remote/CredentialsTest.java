package org.noisystudent.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.cli.Main;
import org.noisystudent.process.ChildProgram;
import org.noisystudent.storage.Json;

/** What a user sees who has no credentials, or has some that are refused. */
final class CredentialsTest {
  private static final String SECRET_ANSWER = "an answer that nobody may see";

  @TempDir Path folder;

  @Test
  void sayInOneLineThatThereAreNone() throws Exception {
    String said = report(Map.of());
    assertTrue(said.startsWith("error: gs://bucket/run needs credentials of Google Cloud"), said);
    assertEquals(1, said.lines().count(), said);
  }

  @Test
  void areNeverTold() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair keys = generator.generateKeyPair();
    String secret = Base64.getEncoder().encodeToString(keys.getPrivate().getEncoded());
    AtomicInteger asked = new AtomicInteger();
    HttpServer tokens =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    tokens.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          byte[] refusal =
              ("{\"error\":\"invalid_grant\",\"error_description\":\"" + SECRET_ANSWER + "\"}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(400, refusal.length);
          exchange.getResponseBody().write(refusal);
          exchange.close();
        });
    tokens.start();
    try {
      Path file = write(secret, "http://127.0.0.1:" + tokens.getAddress().getPort() + "/token");
      String said = report(Map.of("GOOGLE_APPLICATION_CREDENTIALS", file.toString()));
      assertTrue(asked.get() > 0);
      assertTrue(said.contains("the credentials have expired or were refused"), said);
      assertEquals(1, said.lines().count(), said);
      assertFalse(said.contains(secret.substring(0, 40)), said);
      assertFalse(said.contains(SECRET_ANSWER), said);
    } finally {
      tokens.stop(0);
    }
  }

  private Path write(String secret, String tokens) throws IOException {
    String pem = "-----BEGIN PRIVATE KEY-----\n" + secret + "\n-----END PRIVATE KEY-----\n";
    Map<String, String> account =
        Map.of(
            "type",
            "service_account",
            "project_id",
            "test",
            "private_key_id",
            "1",
            "private_key",
            pem,
            "client_email",
            "test@test.iam.gserviceaccount.com",
            "client_id",
            "1",
            "token_uri",
            tokens);
    return Files.write(folder.resolve("account.json"), Json.document(account));
  }

  /** Returns what `report` of a run directory in a bucket says to a user with some environment. */
  private String report(Map<String, String> environment) throws Exception {
    try (ChildProgram program =
        ChildProgram.start(
            folder, environment, List.of(), Main.class, "report", "gs://bucket/run")) {
      assertEquals(3, program.exitCode(), program.err());
      assertEquals("", program.out());
      return program.err();
    }
  }
}
