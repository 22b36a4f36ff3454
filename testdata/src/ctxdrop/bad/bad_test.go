package bad

import (
	"context"
	"crypto/tls"
	"net"
	"testing"
	"testing/synctest"
)

// The other end never answers: cancelling does not bring the function back.
func TestCancelDoesNotEndTheWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		here, there := net.Pipe()
		returned := false
		go func() {
			use(shakesHands(ctx, here, &tls.Config{ServerName: "example.com"}))
			returned = true
		}()
		synctest.Wait()
		cancel()
		synctest.Wait()
		if returned {
			t.Error("it came back: then nothing is bad about it")
		}
		there.Close()
		here.Close()
		synctest.Wait()
	})
}
