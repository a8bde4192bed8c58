package org.noisystudent.pjrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.noisystudent.pjrt.FakePlugin.ERROR;
import static org.noisystudent.pjrt.FakePlugin.NO_ERROR;

import com.sun.jna.Pointer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.noisystudent.pjrt.PjrtException.Code;
import org.noisystudent.pjrt.PjrtHandles.Kind;

/** What holds for every call, on a plugin written in Java. */
final class PjrtApiTest {
  private static final Pointer EVENT = new Pointer(0xe7e);
  private static final int IS_READY = PjrtCall.EVENT_IS_READY.offset("is_ready");

  private final FakePlugin plugin =
      new FakePlugin(0, 115, "Ran out of memory").with(PjrtCall.EVENT_DESTROY, a -> NO_ERROR);

  @Test
  void anErrorIsAnExceptionWithTheMessageOfThePluginAndIsDestroyed() {
    PjrtApi api = plugin.with(PjrtCall.EVENT_IS_READY, arguments -> ERROR).api();
    try (PjrtEvent event = new PjrtEvent(api, EVENT)) {
      PjrtException error = assertThrows(PjrtException.class, event::isReady);
      assertEquals(Code.RESOURCE_EXHAUSTED, error.code());
      assertEquals("PJRT_Event_IsReady: RESOURCE_EXHAUSTED: Ran out of memory", error.getMessage());
    }
    assertEquals(1L, plugin.calls().get(PjrtCall.ERROR_DESTROY));
  }

  @Test
  void aFunctionThatThePluginDoesNotHaveIsNamed() {
    try (PjrtEvent event = new PjrtEvent(plugin.api(), EVENT)) {
      PjrtException error = assertThrows(PjrtException.class, event::isReady);
      assertEquals(Code.UNIMPLEMENTED, error.code());
      assertEquals("the plugin has no function PJRT_Event_IsReady", error.getMessage());
    }
  }

  @Test
  void aHandleIsDestroyedOnceAndUsedNoMore() {
    PjrtApi api = plugin.api();
    PjrtEvent event = new PjrtEvent(api, EVENT);
    assertEquals(1, api.handles().live(Kind.EVENT));
    assertEquals(1, api.handles().total());
    event.close();
    event.close();
    assertEquals(1L, plugin.calls().get(PjrtCall.EVENT_DESTROY));
    assertEquals(0, api.handles().total());
    assertEquals(
        "this EVENT was closed",
        assertThrows(IllegalStateException.class, event::isReady).getMessage());
  }

  @Test
  void aWaitEndsAtItsLimit() {
    PjrtApi api = plugin.with(PjrtCall.EVENT_IS_READY, arguments -> NO_ERROR).api();
    try (PjrtEvent event = new PjrtEvent(api, EVENT)) {
      PjrtException error =
          assertThrows(PjrtException.class, () -> event.await(Duration.ofMillis(20)));
      assertEquals(Code.DEADLINE_EXCEEDED, error.code());
      assertEquals("the device was not done within the limit of 0.02 s", error.getMessage());
    }
    assertTrue(plugin.calls().get(PjrtCall.EVENT_IS_READY) > 1);
  }

  @Test
  void aWaitEndsWhenItsThreadIsInterrupted() {
    PjrtApi api = plugin.with(PjrtCall.EVENT_IS_READY, arguments -> NO_ERROR).api();
    try (PjrtEvent event = new PjrtEvent(api, EVENT)) {
      Thread.currentThread().interrupt();
      PjrtException error =
          assertThrows(PjrtException.class, () -> event.await(Duration.ofHours(1)));
      assertTrue(Thread.interrupted(), "the thread stays interrupted");
      assertEquals(Code.CANCELLED, error.code());
    }
  }

  @Test
  void aFailureOnTheDeviceIsAnErrorOfTheWait() {
    PjrtApi api =
        plugin
            .with(
                PjrtCall.EVENT_IS_READY,
                arguments -> {
                  arguments.setByte(IS_READY, (byte) 1);
                  return NO_ERROR;
                })
            .with(PjrtCall.EVENT_ERROR, arguments -> ERROR)
            .api();
    try (PjrtEvent event = new PjrtEvent(api, EVENT)) {
      PjrtException error = assertThrows(PjrtException.class, () -> event.await(Duration.ZERO));
      assertEquals("PJRT_Event_Error: RESOURCE_EXHAUSTED: Ran out of memory", error.getMessage());
    }
  }
}
