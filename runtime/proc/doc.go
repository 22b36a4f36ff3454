// Package proc runs child processes that can be stopped: the whole process
// group, not only the child. It keeps point 15 of the cancellation contract:
// when Wait returns, every process of the group is gone, also if the child died
// before the processes that it had started.
//
//	p, err := proc.Start(ctx, exec.Command("make", "test"), proc.Grace(5*time.Second))
//	if err != nil {
//		return err
//	}
//	return p.Wait()
//
// # What happens on cancel
//
// When ctx is done, or [Proc.Stop] is called, the group gets SIGTERM, then has a
// time of grace, then gets SIGKILL. If the cause of the cancel knows its signal,
// as those of package shutdown do, the group gets that one first: Ctrl-C is
// forwarded. Processes that are left when the child has ended by itself are
// stopped in the same way.
//
// The group can be signalled safely because its leader is not reaped before all
// is over: while the leader is a zombie, no other group can have its number. So
// this package learns of the child's death without reaping it, and Wait reaps.
// A program that reaps any child, by wait4 with -1, breaks this.
//
// # What is out of reach
//
// A process that leaves the group, by setsid or setpgid, is not stopped unless
// [Subreaper] is on. A child in a group of its own is not in the foreground of
// the terminal: it does not get the terminal's Ctrl-C (hence the forwarding),
// and is stopped by SIGTTIN if it reads from the terminal. On platforms other
// than Linux and macOS, Start returns an error that is [errors.ErrUnsupported].
//
// # Prices
//
// A child costs a goroutine that blocks a thread, and at its end one look at all
// processes of the machine: a few microseconds for each on Linux, one run of ps
// on macOS.
package proc
