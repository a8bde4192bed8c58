package org.noisystudent.cloudtpu;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.GrpcTransportChannel;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import com.google.cloud.tpu.v2.CreateQueuedResourceRequest;
import com.google.cloud.tpu.v2.DeleteQueuedResourceRequest;
import com.google.cloud.tpu.v2.GetGuestAttributesRequest;
import com.google.cloud.tpu.v2.GetGuestAttributesResponse;
import com.google.cloud.tpu.v2.GetQueuedResourceRequest;
import com.google.cloud.tpu.v2.GuestAttributes;
import com.google.cloud.tpu.v2.GuestAttributesEntry;
import com.google.cloud.tpu.v2.GuestAttributesValue;
import com.google.cloud.tpu.v2.ListQueuedResourcesRequest;
import com.google.cloud.tpu.v2.ListQueuedResourcesResponse;
import com.google.cloud.tpu.v2.QueuedResource;
import com.google.cloud.tpu.v2.QueuedResourceState;
import com.google.cloud.tpu.v2.TpuClient;
import com.google.cloud.tpu.v2.TpuGrpc;
import com.google.cloud.tpu.v2.TpuSettings;
import com.google.longrunning.Operation;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The Cloud TPU API, its own service stub, within this process: it keeps what is asked for, and a
 * test plays the machines. A deleted resource is there for one more look.
 */
final class FakeTpuService extends TpuGrpc.TpuImplBase implements AutoCloseable {
  private final Map<String, QueuedResource> resources = new TreeMap<>();
  private final Map<String, List<String>> exitCodes = new TreeMap<>();
  private final Deque<Status> failures = new ArrayDeque<>();
  private Optional<Status> failedCreation = Optional.empty();
  private final Server server;
  private final ManagedChannel channel;

  FakeTpuService() throws IOException {
    String name = InProcessServerBuilder.generateName();
    server = InProcessServerBuilder.forName(name).addService(this).build().start();
    channel = InProcessChannelBuilder.forName(name).build();
  }

  /** Returns the program's client, without credentials. */
  TpuClient client() throws IOException {
    return TpuClient.create(
        TpuConnection.patient(TpuSettings.newBuilder())
            .setCredentialsProvider(NoCredentialsProvider.create())
            .setTransportChannelProvider(
                FixedTransportChannelProvider.create(GrpcTransportChannel.create(channel)))
            .build());
  }

  /** Fails the next requests so. */
  synchronized void fails(Status... next) {
    failures.addAll(List.of(next));
  }

  /** Fails the next request for machines so, whatever is asked before it. */
  synchronized void failsNextCreation(Status next) {
    failedCreation = Optional.of(next);
  }

  /** Has a queued resource of another program. */
  synchronized void foreign(String name) {
    resources.put(
        name,
        QueuedResource.newBuilder()
            .setTpu(
                QueuedResource.Tpu.newBuilder()
                    .addNodeSpec(QueuedResource.Tpu.NodeSpec.getDefaultInstance()))
            .build());
  }

  /** Sets what the service says of a job. */
  synchronized void state(String name, QueuedResourceState.State state, String message) {
    QueuedResourceState.Builder to = QueuedResourceState.newBuilder().setState(state);
    if (!message.isEmpty()) {
      to.getFailedDataBuilder().getErrorBuilder().setMessage(message);
    }
    resources.computeIfPresent(name, (any, old) -> old.toBuilder().setState(to).build());
  }

  /** Sets what the hosts of a job have told of their end. */
  synchronized void exitCodes(String name, String... codes) {
    exitCodes.put(name, List.of(codes));
  }

  /** Returns what was asked for. */
  synchronized QueuedResource resource(String name) {
    return resources.get(name);
  }

  @Override
  public synchronized void createQueuedResource(
      CreateQueuedResourceRequest request, StreamObserver<Operation> answer) {
    String name = request.getQueuedResourceId();
    if (failed(answer)) {
      return;
    }
    if (failedCreation.isPresent()) {
      answer.onError(failedCreation.get().asRuntimeException());
      failedCreation = Optional.empty();
      return;
    }
    if (resources.containsKey(name)) {
      answer.onError(Status.ALREADY_EXISTS.asRuntimeException());
      return;
    }
    resources.put(
        name,
        request.getQueuedResource().toBuilder()
            .setName(request.getParent() + "/queuedResources/" + name)
            .setState(QueuedResourceState.newBuilder().setState(QueuedResourceState.State.ACCEPTED))
            .build());
    exitCodes.remove(name);
    answer(answer, Operation.getDefaultInstance());
  }

  @Override
  public synchronized void getQueuedResource(
      GetQueuedResourceRequest request, StreamObserver<QueuedResource> answer) {
    String name = last(request.getName());
    QueuedResource found = resources.get(name);
    if (failed(answer)) {
      return;
    }
    if (found == null) {
      answer.onError(Status.NOT_FOUND.withDescription(name).asRuntimeException());
      return;
    }
    if (found.getState().getState() == QueuedResourceState.State.DELETING) {
      resources.remove(name);
    }
    answer(answer, found);
  }

  @Override
  public synchronized void listQueuedResources(
      ListQueuedResourcesRequest request, StreamObserver<ListQueuedResourcesResponse> answer) {
    if (!failed(answer)) {
      answer(
          answer,
          ListQueuedResourcesResponse.newBuilder()
              .addAllQueuedResources(new ArrayList<>(resources.values()))
              .build());
    }
  }

  @Override
  public synchronized void deleteQueuedResource(
      DeleteQueuedResourceRequest request, StreamObserver<Operation> answer) {
    if (!failed(answer)) {
      state(last(request.getName()), QueuedResourceState.State.DELETING, "");
      answer(answer, Operation.getDefaultInstance());
    }
  }

  @Override
  public synchronized void getGuestAttributes(
      GetGuestAttributesRequest request, StreamObserver<GetGuestAttributesResponse> answer) {
    if (failed(answer)) {
      return;
    }
    GetGuestAttributesResponse.Builder all = GetGuestAttributesResponse.newBuilder();
    for (String code : exitCodes.getOrDefault(last(request.getName()), List.of())) {
      all.addGuestAttributes(
          GuestAttributes.newBuilder()
              .setQueryPath(request.getQueryPath())
              .setQueryValue(
                  GuestAttributesValue.newBuilder()
                      .addItems(
                          GuestAttributesEntry.newBuilder()
                              .setNamespace("noisystudent")
                              .setKey("exit-code")
                              .setValue(code))));
    }
    answer(answer, all.build());
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  private boolean failed(StreamObserver<?> answer) {
    if (failures.isEmpty()) {
      return false;
    }
    answer.onError(failures.removeFirst().asRuntimeException());
    return true;
  }

  private static <T> void answer(StreamObserver<T> observer, T value) {
    observer.onNext(value);
    observer.onCompleted();
  }

  private static String last(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }
}
