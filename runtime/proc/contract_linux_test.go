package proc

import (
	"os"
	"os/exec"
	"syscall"
	"testing"
)

// Nobody reaps the orphans of this group: this process adopts them, and does
// not. They stay zombies, and count as gone.
func TestContract15UnreapedOrphans(t *testing.T) {
	if _, err := adopt(); err != nil {
		t.Skip(err)
	}
	c := run(t, t.Context(), `(echo $(exec sh -c 'echo $PPID'); `+stay+`) & read go; exit 0`, Grace(patient))
	orphan := c.pid()
	c.in.Close()
	if err := c.wait(); err != nil {
		t.Error(err)
	}
	if m, ok := process(orphan); !ok || !m.zombie || m.parent != os.Getpid() {
		t.Errorf("the orphan is no zombie of ours, so nothing was tested: %+v", m)
	}
	for { // it, and what it ran
		if _, err := syscall.Wait4(-c.Pid(), nil, 0, nil); err != nil && err != syscall.EINTR {
			break
		}
	}
}

func TestContract15SubreaperReachesSetsid(t *testing.T) {
	if _, err := exec.LookPath("setsid"); err != nil {
		t.Skip(err)
	}
	// It has left the group, its parent is dead, and it has a child of its own.
	c := run(t, t.Context(), `setsid sh -c 'trap "" TERM; sleep 30 & echo $$ ; echo $!; wait' & wait`, Subreaper(), Grace(patient))
	gone := []int{c.pid(), c.pid()}
	c.Stop()
	c.wait()
	for _, pid := range gone {
		if m, ok := process(pid); ok && (m.parent == os.Getpid() || !m.zombie) {
			t.Errorf("%+v is still there", m)
			syscall.Kill(pid, syscall.SIGKILL)
		}
	}
}
