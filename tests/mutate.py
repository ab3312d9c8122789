#!/usr/bin/env python3
"""mutate.py [-s seed] [-n most] FILE...: would the tests notice?

Changes one operator, constant or condition of a C file of lib at a time, in a
copy of this tree, and runs the tests that are named for it below. What every
test lets pass is a survivor, and is printed as a line: file:line, what was
there, what is there now. Those in tests/mutants.txt are explained there.
"""
import argparse, os, random, re, shutil, signal, subprocess, sys, tempfile

# what looks at a file: unit tests, then .t files
TESTS = {
    'vote': (['vote'], []),
    'warp': (['warp', 'query'], []),
    'evalue': (['evalue'], []),
    'postings': (['postings', 'postings_damage', 'segment', 'segment_join'], []),
    'index': (['index', 'index_open'], []),
}
SWAPS = [
    (r'(?<![<>=-])<(?![<=])', ['<=', '>=']), (r'<=', ['<', '>']),
    (r'(?<![->=])>(?![>=])', ['>=', '<=']), (r'>=', ['>', '<']),
    (r'==', ['!=']), (r'!=', ['==']), (r'&&', ['||']), (r'\|\|', ['&&']),
    (r'(?<=[\w)\]]) \+ (?=[\w(])', [' - ']), (r'(?<=[\w)\]]) - (?=[\w(])', [' + ']),
    (r'(?<=[\w)\]]) \* (?=[\w(])', [' / ']), (r'(?<=[\w)\]]) / (?=[\w(])', [' * ']),
    (r'<<', ['>>']), (r'>>', ['<<']), (r'\+=', ['-=']), (r'-=', ['+=']),
    (r'\+\+', ['--']), (r'(?<![\w.])\d+(?![\w.])', ['+1', '0']),
    (r'\breturn -1\b', ['return 0']), (r'\bcontinue;', ['break;']),
]


def blank(text):
    """The text with comments, strings and directives of the same length blanked."""
    pattern = r'/\*.*?\*/|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|^#[^\n]*'
    return re.sub(pattern, lambda m: re.sub(r'[^\n]', ' ', m.group()), text,
                  flags=re.S | re.M)


def mutants(text):
    bare = blank(text)
    for pattern, others in SWAPS:
        for m in re.finditer(pattern, bare):
            for new in others:
                old = m.group()
                if old.isdigit():
                    new = str(int(old) + 1) if new == '+1' else '0'
                    if new == old:
                        continue
                yield m.start(), m.end(), old, new


def run(command, cwd, limit):
    """Its status; -1 when it takes too long, and then nothing of it is left."""
    p = subprocess.Popen(command, cwd=cwd, stdin=subprocess.DEVNULL,
                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                         env=dict(os.environ, O='build'), start_new_session=True)
    try:
        return p.wait(limit)
    except subprocess.TimeoutExpired:
        return -1
    finally:
        if p.returncode is None:
            os.killpg(p.pid, signal.SIGKILL)
            p.wait()


def survives(tree, units, scripts):
    made = ['build/unit/' + u for u in units]
    want = made + (['all'] if scripts else [])
    if run(['make', '-s'] + want, tree, 300) != 0:
        return False
    for u in made:
        if run([u], tree, 60) != 0:
            return False
    return all(run(['bash', f'tests/{t}.t'], tree, 120) == 0 for t in scripts)


def main():
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument('-s', dest='seed', type=int, default=1)
    a.add_argument('-n', dest='most', type=int, default=0)
    a.add_argument('file', nargs='+')
    a = a.parse_args()
    top = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    with open(os.path.join(top, 'tests/mutants.txt')) as f:
        known = {line.split('\t')[0] for line in f if not line.startswith('#')}
    tree = tempfile.mkdtemp()
    subprocess.run(['git', 'clone', '-q', top, tree], check=True)
    run(['make', '-s', '-j2', 'all', 'build/tool/music', 'build/tool/grow'], tree, 600)
    bad = 0
    for path in a.file:
        units, scripts = TESTS[os.path.basename(path)[:-2].split('_')[0]]
        target = os.path.join(tree, path)
        text = open(target).read()
        if not survives(tree, units, scripts):
            sys.exit(f'mutate.py: {path}: its tests fail as it is')
        every = list(mutants(text))
        some = every
        if a.most and len(every) > a.most:
            some = sorted(random.Random(a.seed).sample(every, a.most))
        alive = explained = 0
        for start, end, old, new in some:
            open(target, 'w').write(text[:start] + new + text[end:])
            if not survives(tree, units, scripts):
                continue
            alive += 1
            lines = text.split('\n')
            at = text.count('\n', 0, start)
            name = f'{path}: {lines[at].strip()}: {old.strip()} -> {new.strip()}'
            if name in known:
                explained += 1
            else:
                print(f'{path}:{at + 1}: {name.split(": ", 1)[1]}', flush=True)
        open(target, 'w').write(text)
        run(['make', '-s', 'all'], tree, 300)
        bad += alive - explained
        print(f'# {path}: {len(some)} of {len(every)} mutants, {alive} survive, '
              f'{explained} of them explained', flush=True)
    shutil.rmtree(tree)
    return bad > 0


sys.exit(main())
