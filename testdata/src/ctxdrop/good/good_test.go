package good

import (
	"context"
	"io"
	"net"
	"testing"
	"testing/synctest"
)

func TestCancelEndsTheWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		here, there := net.Pipe()
		go io.Copy(io.Discard, there) // it listens, and never answers
		defer there.Close()
		returned := false
		go func() {
			use(closedByAWatcher(ctx, here))
			returned = true
		}()
		synctest.Wait()
		if returned {
			t.Error("it never waited")
		}
		cancel()
		synctest.Wait()
		if !returned {
			t.Error("it still waits")
		}
	})
}
