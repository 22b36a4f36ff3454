package bad

import (
	"bufio"
	"context"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
)

// A process that has ended stays in the table until somebody has waited for it.

func returnedBeforeWait(ctx context.Context, name string) (int, error) {
	cmd := exec.CommandContext(ctx, name)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return 0, err
	}
	if err := cmd.Start(); err != nil { // want `a return comes before cmd.Wait: the process stays behind as a zombie \(gostop\)`
		return 0, err
	}
	lines := 0
	in := bufio.NewReader(out)
	for {
		if _, err := in.ReadString('\n'); err != nil {
			return lines, err
		}
		lines++
		if lines == 100 {
			break
		}
	}
	return lines, cmd.Wait()
}

func killedNeverWaited(name string) error {
	cmd := exec.Command(name)
	if err := cmd.Start(); err != nil { // want `nobody waits for cmd: when it ends it stays behind as a zombie \(gostop\)`
		return err
	}
	work()
	return cmd.Process.Kill()
}

func newTool(name string) *exec.Cmd {
	cmd := exec.Command(name)
	cmd.Dir = "/"
	return cmd
}

func readToTheEndNeverWaited(name string) (string, error) {
	cmd := newTool(name)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	err = cmd.Start() // want `nobody waits for cmd: when it ends it stays behind as a zombie \(gostop\)`
	if err != nil {
		return "", err
	}
	return bufio.NewReader(out).ReadString(0)
}

func secondOfAPipe(a, b string) error {
	from, to := exec.Command(a), exec.Command(b)
	out, err := from.StdoutPipe()
	if err != nil {
		return err
	}
	to.Stdin = out
	if err := from.Start(); err != nil { // want `a return comes before from.Wait: the process stays behind as a zombie \(gostop\)`
		return err
	}
	if err := to.Start(); err != nil {
		return err
	}
	_ = from.Wait()
	return to.Wait()
}

func waitsForTheCallersCommand(cmd *exec.Cmd) error {
	if err := cmd.Start(); err != nil { // want `a return comes before cmd.Wait: the process stays behind as a zombie \(gostop\)`
		return err
	}
	if err := step(context.Background()); err != nil {
		return err
	}
	return cmd.Wait()
}

// A channel that gets signals for ever: they are not delivered otherwise.

func onInterrupt(w http.ResponseWriter, r *http.Request) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt) // want `nothing calls signal.Stop for c: signals still go there when onInterrupt has returned \(gostop\)`
	select {
	case <-c:
	case <-r.Context().Done():
	}
}

type reloader struct{ hup chan os.Signal }

func newReloader() *reloader {
	r := &reloader{hup: make(chan os.Signal, 1)}
	signal.Notify(r.hup) // want `nothing calls signal.Stop for r.hup: signals still go there when newReloader has returned \(gostop\)`
	return r
}

func (r *reloader) wait() { <-r.hup }
