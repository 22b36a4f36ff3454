//go:build linux || darwin

package proc

import (
	"errors"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"
	"unsafe"
)

const terminate = syscall.SIGTERM

// A group is a process group whose leader is our child, and not reaped.
type group struct {
	id     int
	marker string // in the environment of those who may leave the group; "" without subreaper
	send   func(pid int, sig syscall.Signal) error
}

func start(cmd *exec.Cmd, o *options) (*group, error) {
	g := &group{send: o.send}
	if g.send == nil {
		g.send = syscall.Kill
	}
	if o.subreaper {
		var err error
		if g.marker, err = adopt(); err != nil {
			return nil, err
		}
		if cmd.Env == nil {
			cmd.Env = os.Environ()
		}
		cmd.Env = append(cmd.Env, g.marker)
	}
	attr := syscall.SysProcAttr{}
	if cmd.SysProcAttr != nil {
		attr = *cmd.SysProcAttr
	}
	if attr.Setsid || attr.Pgid != 0 {
		return nil, errors.New("proc: the command's SysProcAttr sets a session or a group")
	}
	attr.Setpgid = true
	cmd.SysProcAttr = &attr
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	g.id = cmd.Process.Pid
	return g, nil
}

// signal signals the group. An error says that nobody is left to hear it.
func (g *group) signal(sig os.Signal) {
	if s, ok := sig.(syscall.Signal); ok {
		_ = g.send(-g.id, s)
	}
}

func (g *group) kill() { _ = g.send(-g.id, syscall.SIGKILL) }

// awaitLeader waits until the leader is dead, and leaves it a zombie.
//
//cancelcheck:assume blocks
func (g *group) awaitLeader() {
	const (
		pPid    = 1          // P_PID, on Linux and on macOS
		options = 4 | noWait // WEXITED, on both
	)
	var info [128]byte // a siginfo_t, which nobody reads
	for {
		_, _, errno := syscall.Syscall6(syscall.SYS_WAITID, pPid, uintptr(g.id),
			uintptr(unsafe.Pointer(&info)), options, 0, 0)
		if errno != syscall.EINTR {
			return
		}
	}
}

// A member is a process as the system lists it.
type member struct {
	pid, parent, group int
	zombie             bool
}

// alive reports whether anybody of the group runs. Zombies do not: in a
// container there may be nobody to reap them. A signal 0 to the group would
// tell nothing, for it reaches zombies.
func (g *group) alive() bool {
	all, err := processes()
	if err != nil {
		return true // until the grace is over
	}
	for _, m := range all {
		if m.group == g.id && !m.zombie {
			return true
		}
	}
	return false
}

// awaitEnd waits for those who were killed, at most ten seconds: a process that
// hangs in the kernel does not die before it returns from there.
func (g *group) awaitEnd() bool {
	until := time.Now().Add(10 * time.Second)
	for pause := time.Millisecond; g.alive(); pause = min(2*pause, 50*time.Millisecond) {
		if time.Now().After(until) {
			return false
		}
		time.Sleep(pause)
		g.kill()
	}
	return true
}

// newMarker returns what no other group on this machine has in its environment.
func newMarker(n int64) string {
	return "CANCELCHECK_PROC=" + strconv.Itoa(os.Getpid()) + "." + strconv.FormatInt(n, 10)
}
