package inventory

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

const outside = `package p

import (
	"context"
	"net"
	"net/http"
	"os/exec"
)

type daemon struct {
	cmd *exec.Cmd
	srv http.Server
}

func (d *daemon) start(ctx context.Context, l net.Listener) {
	d.cmd = exec.CommandContext(ctx, "git", "daemon")
	d.cmd.Start()
	go func() { _ = d.srv.Serve(l) }()
	exec.Command("true").Start()
}

func (d *daemon) stop() {
	d.srv.Close()
	d.cmd.Process.Kill()
	d.cmd.Wait()
}
`

// Processes and servers are seen, with who ends them and who waits.
func TestOutside(t *testing.T) {
	var got []string
	for _, s := range list(t, outside) {
		line := fmt.Sprintf("%d:%d %s %s %s", s.Pos.Line, s.Pos.Column, s.Kind, s.Body, s.Verdict)
		for _, m := range append(s.Stops, s.Joins...) {
			line += fmt.Sprintf(" | %s %s in %s at %d", m.Kind, m.What, m.In, m.Pos.Line)
		}
		got = append(got, line)
	}
	require.Equal(t, []string{
		"17:2 exec.Cmd.Start process git managed | context ctx in (*daemon).start at 16 | io d.cmd.Process.Kill in (*daemon).stop at 24 | other d.cmd.Wait in (*daemon).stop at 25",
		"18:2 http.Server.Serve func literal stopped | io d.srv.Close in (*daemon).stop at 23",
		"19:2 exec.Cmd.Start process true loose",
	}, got)
}
