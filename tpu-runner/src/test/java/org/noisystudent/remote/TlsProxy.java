package org.noisystudent.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A proxy on 127.0.0.1 that answers for Google's hosts: a client that is told of it, and trusts its
 * certificate, talks to the fake service in their stead. TensorFlow's reader of {@code gs://} has
 * no other way to be pointed elsewhere.
 */
final class TlsProxy implements AutoCloseable {
  private static final String SECRET = "of a test";

  private final ServerSocket server;
  private final SSLContext tls;
  private final Path certificate;
  private final URI service;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  private TlsProxy(SSLContext tls, Path certificate, URI service) throws IOException {
    this.tls = tls;
    this.certificate = certificate;
    this.service = service;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  /** Starts a proxy; its key and certificate go into a folder. */
  static TlsProxy start(Path folder, URI service) throws Exception {
    Path keys = folder.resolve("keys.p12");
    Path certificate = folder.resolve("certificate.pem");
    keytool(
        "-genkeypair -alias a -keyalg RSA -dname CN=storage.googleapis.com -validity 2"
            + " -ext san=dns:storage.googleapis.com,dns:www.googleapis.com -ext bc:c=ca:true"
            + " -storetype PKCS12",
        "-keystore",
        keys.toString(),
        "-storepass",
        SECRET);
    keytool(
        "-exportcert -rfc -alias a",
        "-keystore",
        keys.toString(),
        "-storepass",
        SECRET,
        "-file",
        certificate.toString());
    return new TlsProxy(context(keys), certificate, service);
  }

  private static void keytool(String options, String... more) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(options.split(" ")));
    command.addAll(List.of(more));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new IllegalStateException("keytool: " + said);
    }
  }

  private static SSLContext context(Path keys) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, SECRET.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, SECRET.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  /** Returns its address as HTTPS_PROXY takes it. */
  String address() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  /** Returns the certificate to trust, in PEM. */
  Path certificate() {
    return certificate;
  }

  /** Returns the hosts that clients asked for. */
  List<String> asked() {
    return asked;
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
    threads.shutdownNow();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        open.add(client);
        threads.execute(() -> serve(client));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket client) {
    try (client) {
      String head = head(client.getInputStream());
      asked.add(head.replaceFirst("(?s)^CONNECT (\\S+).*", "$1"));
      client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      try (SSLSocket secured =
              (SSLSocket)
                  tls.getSocketFactory().createSocket(client, null, client.getPort(), true);
          Socket target = new Socket(service.getHost(), service.getPort())) {
        open.add(target);
        secured.setUseClientMode(false);
        secured.startHandshake();
        threads.execute(() -> copyQuietly(target, secured));
        secured.getInputStream().transferTo(target.getOutputStream());
      }
    } catch (IOException e) {
      // the client has gone, or does not trust the certificate
    }
  }

  private static void copyQuietly(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
      to.close();
    } catch (IOException e) {
      // closed by the other direction
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no request");
      }
      head.append((char) next);
    }
    return head.toString();
  }
}
